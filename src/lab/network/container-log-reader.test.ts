import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogOptions, sendContainerLog } from './container-log-reader.ts';

const WHOLE: LogOptions = {
  follow: false,
  timestamps: false,
  tailLines: undefined,
  limitBytes: undefined,
  since: undefined,
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-test-'));
  path = join(folder, 'c.log');
  writeFileSync(
    path,
    '2026-01-01T00:00:01.000Z stdout F one\n2026-01-01T00:00:02.000Z stderr F zwei ü\n2026-01-01T00:00:03.000Z stdout F three\n',
  );
});

afterEach(() => rmSync(folder, { recursive: true }));

async function read(options: Partial<LogOptions>): Promise<string> {
  const to = new PassThrough();
  const [said] = await Promise.all([text(to), sendContainerLog(path, { ...WHOLE, ...options }, to)]);
  return said;
}

describe('a container log', () => {
  it('is sent without the columns of the runtime', async () => {
    expect(await read({})).toBe('one\nzwei ü\nthree\n');
  });

  it('keeps the time when it is asked for', async () => {
    expect(await read({ timestamps: true, tailLines: 1 })).toBe('2026-01-01T00:00:03.000Z three\n');
  });

  it.each([
    ['tailLines', { tailLines: 2 }, 'zwei ü\nthree\n'],
    ['tailLines of none', { tailLines: 0 }, ''],
    ['since', { since: Date.parse('2026-01-01T00:00:02.500Z') }, 'three\n'],
    ['limitBytes', { limitBytes: 5 }, 'one\nz'],
  ])('is cut by %s', async (_, options, expected) => {
    expect(await read(options)).toBe(expected);
  });

  it('is followed until the container writes to another file', async () => {
    const line = Buffer.from('2026-01-01T00:00:04.000Z stdout F fünf\n');
    const to = new PassThrough();
    const chunks: string[] = [];
    to.on('data', (chunk) => {
      chunks.push(String(chunk));
      // A character that is split between two writes arrives whole.
      if (chunks.length === 1) {
        appendFileSync(path, line.subarray(0, 36));
        appendFileSync(path, line.subarray(36));
      } else renameSync(path, join(folder, 'c.previous.log'));
    });
    await sendContainerLog(path, { ...WHOLE, follow: true, tailLines: 1 }, to);
    expect(chunks.join('')).toBe('three\nfünf\n');
  });
});
