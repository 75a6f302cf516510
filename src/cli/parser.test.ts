import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { call, ROOT } from './call.fixture.ts';

const FILE = 'scenarios/fast-style-transfer.yaml';

describe('a bare - is what is piped in', () => {
  test('for validate, which names it and does not pass over it', async () => {
    expect(await call(['validate', '-'], { piped: 'version: 1\n' })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('/dev/stdin:1:1: name: missing'),
    });
  });

  test('for audit, also beside files', async () => {
    const piped = readFileSync(join(ROOT, 'fixtures/kubectl/get-hpa-watch.txt'), 'utf8');
    const { stdout } = await call(['audit', '-', 'fixtures/kubectl/describe-steady.txt'], { piped });
    expect(stdout).toContain(
      'a table of HPAs at stdin:1, a description at fixtures/kubectl/describe-steady.txt:1',
    );
  });

  test('for hpa explain', async () => {
    await expect(call(['hpa', 'explain', '-'])).rejects.toThrow('nothing came in on stdin');
  });
});

describe('what yargs would let pass is refused by its flag', () => {
  test.for<[string, string]>([
    ['--target twin --target lab', '--target was given 2 times: twin, lab'],
    ['--reports a --reports b', '--reports was given 2 times: a, b'],
    ['--reports=', '--reports: expected a value, found none'],
    ['--reports --dry-run', '--reports: expected a value, found none'],
    ['--dry-run --seed', '--seed: expected a value, found none'],
    ['--seed abc', '--seed: expected a number, found "abc"'],
    ['--seed=1e400', '--seed: expected a number, found "1e400"'],
    ['--seed -5', '--seed: expected a number of at least 0, found -5'],
    ['--metric auto --target twin', '--metric: auto looks at what a cluster has, found target twin'],
  ])('run FILE --dry-run %s', async ([words, message]) => {
    const refused = await call(['run', FILE, '--dry-run', ...words.split(' ')]).catch((error) => error);
    expect(refused.code).toBe('usage');
    expect(refused.message.slice(0, message.length)).toBe(message);
  });

  test('and a positional argument by its name', async () => {
    await expect(call(['verify', ''])).rejects.toThrow('run: expected a value, found none');
  });

  test('but not what may be given more than once, or is negative', async () => {
    const given = [
      'run',
      FILE,
      '--dry-run',
      '--reporter',
      'junit',
      '--reporter',
      'html',
      '--ignore',
      'a',
      'b',
    ];
    expect((await call(given)).exitCode).toBe(0);
    await expect(call(['init', 'x.yaml', '--average-value', '-3'])).rejects.toThrow('expected more than 0');
  });
});

test('conformance does not take the evidence of a recorded run and another scenario at once', async () => {
  await expect(call(['conformance', FILE, '--from', 'fixtures/records/passed'])).rejects.toThrow(
    'Arguments from and file are mutually exclusive',
  );
});
