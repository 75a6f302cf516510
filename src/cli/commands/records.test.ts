import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { report, verify } from './records.ts';
import { receiverOf } from './report-remote-write.ts';
import { testHost } from './test-host.fixture.ts';

const PASSED = readFileSync(
  join(import.meta.dirname, '../../../fixtures/records/passed/events.ndjson'),
  'utf8',
);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const UNREADABLE: Readonly<Record<string, readonly [string, string]>> = {
  empty: ['', 'the record is empty'],
  blank: ['\n\n \n', 'the record is empty'],
  'cut in its header': [PASSED.slice(0, 900), 'line 1 is not a header: is cut short or is no JSON'],
  'no record at all': ['{"name":"x"}\n', 'line 1 is not a header: its kind is nothing, not "run"'],
  'binary bytes': ['\0\u0001\ufffd'.repeat(4000), 'line 1 is not a header'],
  'of another version': [PASSED.replace('"version":1', '"version":"9"'), 'has version "9"; this scaleproof'],
  'of a damaged plan': [
    PASSED.replace('"syncPeriodMs":1000', '"syncPeriodMs":0'),
    'timing.syncPeriodMs: Too',
  ],
};

describe.each(Object.entries(UNREADABLE))('a record that is %s', (_, [text, said]) => {
  test('is refused by verify and report with one clear error, and no report is written', async () => {
    writeFileSync(join(folder, 'events.ndjson'), text);
    const { context, written } = testHost(folder);
    const asked = { run: folder, as: ['html', 'junit', 'console'] };
    const attempts = [() => verify(context, { run: folder, output: 'text' }), () => report(context, asked)];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(said),
        hint: expect.any(String),
      });
    expect(written).toEqual({ stdout: '', stderr: '' });
    expect(readdirSync(folder)).toEqual(['events.ndjson']);
  });
});

test('a folder without a record is refused with what a record is', async () => {
  const { context } = testHost(folder);
  await expect(verify(context, { run: 'nowhere', output: 'text' })).rejects.toMatchObject({
    message: expect.stringContaining('no record at nowhere'),
    hint: expect.stringContaining('reports/<scenario>/<run-id>'),
  });
});

test('a record that was cut in the middle of a character is inconclusive', async () => {
  const bytes = new TextEncoder().encode(PASSED.replaceAll('fast-style', 'fäst-style'));
  writeFileSync(join(folder, 'events.ndjson'), bytes.slice(0, bytes.lastIndexOf(0xc3) + 1));
  const { context, written } = testHost(folder);
  expect(await verify(context, { run: folder, output: 'json' })).toBe(3);
  expect(JSON.parse(written.stdout)).toMatchObject({ outcome: 'inconclusive', end: null });
});

test('a record with one line of 5 MB is read in pieces, and the line is damage', async () => {
  const lines = PASSED.split('\n');
  const long = `{"kind":"event","message":"${'x'.repeat(5_000_000)}"}`;
  writeFileSync(join(folder, 'events.ndjson'), lines.toSpliced(10, 0, long).join('\n'));
  const { context, written } = testHost(folder);
  const code = await verify(context, { run: folder, output: 'json' });
  expect(written.stdout).not.toContain('xxxxx');
  expect([0, 3]).toContain(code);
});

describe('remote write', () => {
  const asked = { run: '', as: ['remote-write'], to: 'http://127.0.0.1:9' };
  test.for([
    [{ to: undefined }, '--as remote-write needs --to URL'],
    [{ to: 'prometheus:9090' }, '--to is no http address'],
    [{ to: 'http://jane:secret@127.0.0.1:9090' }, '--to has credentials in it'],
    [{ as: ['json'] }, '--to needs --as remote-write'],
    [{ prometheusUser: 'jane' }, '--prometheus-user needs --prometheus-password-file'],
    [{ prometheusKey: 'key.pem' }, '--prometheus-key needs --prometheus-cert'],
    [{ prometheusTokenFile: 'none' }, 'none cannot be read'],
    [
      { to: 'http://mimir', prometheusTokenFile: 'none' },
      '--prometheus-token-file would be sent unencrypted',
    ],
    [
      { to: 'http://mimir', prometheusUser: 'jane', prometheusPasswordFile: 'none' },
      '--prometheus-password-file would be sent unencrypted',
    ],
  ] as const)('is refused with what is wrong before anything is sent: %o', async ([flags, message]) => {
    writeFileSync(join(folder, 'events.ndjson'), PASSED);
    const refused = report(testHost(folder).context, { ...asked, run: folder, ...flags });
    await expect(refused).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
    await expect(refused).rejects.not.toThrow('secret');
  });

  test.for([
    ['http://p:9090', { root: 'http://p:9090', path: '/api/v1/write' }],
    ['http://p:9090/', { root: 'http://p:9090', path: '/api/v1/write' }],
    ['https://mimir/api/v1/push?tenant=a', { root: 'https://mimir', path: '/api/v1/push?tenant=a' }],
  ] as const)('%s is a receiver', ([to, receiver]) => {
    expect(receiverOf(to)).toEqual(receiver);
  });
});
