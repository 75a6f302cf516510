import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import { makeAuthority, type TestAuthority } from './certificates.fixture.ts';
import { identityOf } from './identity.ts';
import type { SecretPlaces } from './secret-place.ts';
import { tlsMaterialOf } from './tls-material.ts';

let folder: string;
let places: SecretPlaces;
let authority: TestAuthority;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-shown-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const env = { TOKEN: ' t0ken-of-env \n', EMPTY: '' };
  places = { files, env, baseFolder: folder, kubeconfig };
  authority = await makeAuthority(folder, 'ours');
  const context = (name: string) => ({ name, context: { cluster: 'c', user: name } });
  const config = {
    contexts: [context('with-token'), context('with-password')],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [
      { name: 'with-token', user: { token: 't0ken-of-context' } },
      { name: 'with-password', user: { username: 'u', password: 'p' } },
    ],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  writeFileSync(join(folder, 'token'), 't0ken-of-file\n');
  writeFileSync(join(folder, 'password'), ' with blanks \r\n');
  writeFileSync(join(folder, 'two-words'), 't0ken and more');
  writeFileSync(join(folder, 'nothing'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is shown to Prometheus', () => {
  it.each([
    ['a token in a file', { bearer: { file: 'token' } }, 'Bearer t0ken-of-file', 'the token in token'],
    [
      'a token in a variable',
      { bearer: { env: 'TOKEN' } },
      'Bearer t0ken-of-env',
      'the token in variable TOKEN',
    ],
    [
      'the token of a kubeconfig',
      { bearer: { kubeconfigContext: 'with-token' } },
      'Bearer t0ken-of-context',
      'the token of context with-token in',
    ],
    [
      'a password with blanks',
      { basic: { username: 'jane', passwordFile: 'password' } },
      `Basic ${btoa('jane: with blanks ')}`,
      'the password of jane in password',
    ],
  ])('is %s, and is named by its place', async (_, auth, authorization, from) => {
    const identity = await identityOf(auth, places);
    expect(await identity.authorization()).toBe(authorization);
    expect(identity.from).toContain(from);
  });

  it('is read again for each question: a token is renewed while a run is on', async () => {
    writeFileSync(join(folder, 'renewed'), 'old');
    const identity = await identityOf({ bearer: { file: 'renewed' } }, places);
    writeFileSync(join(folder, 'renewed'), 'new');
    expect(await identity.authorization()).toBe('Bearer new');
  });

  it.each([
    [
      'a file that is not there',
      { bearer: { file: 'absent' } },
      /token file of Prometheus absent cannot be read.*ENOENT/,
    ],
    ['an empty file', { bearer: { file: 'nothing' } }, /token file of Prometheus nothing is empty/],
    ['more than a token', { bearer: { file: 'two-words' } }, /two-words has more than one word/],
    ['a variable that is not set', { bearer: { env: 'ABSENT' } }, /environment variable ABSENT is not set/],
    ['an empty variable', { bearer: { env: 'EMPTY' } }, /environment variable EMPTY is empty/],
    [
      'a user without a token',
      { bearer: { kubeconfigContext: 'with-password' } },
      /context with-password of .*kubeconfig has no token/,
    ],
  ])('cannot be %s: said before anything starts, as a usage error', async (_, auth, message) => {
    const error = await identityOf(auth, places).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('t0ken');
  });
});

describe('certificates', () => {
  it('are read from their files', async () => {
    const client = await authority.issue('runner');
    const material = await tlsMaterialOf(
      { caFile: 'ours.ca.pem', ...client, serverName: 'p' },
      places,
      systemClock,
    );
    expect(material).toMatchObject({ caFile: 'ours.ca.pem', certFile: client.certFile, serverName: 'p' });
    expect(material.key).toContain('BEGIN PRIVATE KEY');
  });

  it('that have expired, or are none, or have another key are told by their file before Prometheus is asked', async () => {
    const [expired, good, other] = await Promise.all([
      authority.issue('runner', { days: -2 }),
      authority.issue('runner'),
      authority.issue('other'),
    ]);
    copyFileSync(expired.certFile, join(folder, 'old-ca.pem'));
    const problem = (tls: Parameters<typeof tlsMaterialOf>[0]) =>
      tlsMaterialOf(tls, places, systemClock).then(
        () => 'none',
        (error: Error) => error.message,
      );
    expect(await problem({ caFile: 'token' })).toBe('CA file token holds no certificate');
    expect(await problem({ caFile: 'old-ca.pem' })).toMatch(/^CA file old-ca\.pem expired on .*CN=runner/);
    expect(await problem(expired)).toMatch(/^client certificate .*runner\.-2\.pem expired on/);
    expect(await problem({ ...good, keyFile: other.keyFile })).toMatch(
      /other\.30\.key does not belong to client certificate/,
    );
    expect(await problem({ ...good, keyFile: 'token' })).toMatch(/^key token cannot be read/);
    expect(await problem({ ...good, keyFile: 'token' })).not.toContain('t0ken');
  });
});
