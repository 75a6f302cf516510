import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDS = join(ROOT, 'fixtures/records');
const folder = mkdtempSync(join(tmpdir(), 'scaleproof-gone-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program itself, as only a process has outputs that break. */
function start(args: readonly string[], stdout: 'pipe' | number = 'pipe'): ChildProcess {
  const program = join(ROOT, 'src/cli/scaleproof.mjs');
  return spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', stdout, 'pipe'] });
}

async function endOf(child: ChildProcess): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, stderr };
}

test.for([
  ['passed', 0],
  ['failed', 1],
  ['cut-short', 3],
] as const)(
  'a reader of stdout that has left does not change the verdict of a %s run: %i',
  async ([name, exitCode]) => {
    const child = start(['verify', join(RECORDS, name)]);
    child.stdout?.destroy();
    expect(await endOf(child)).toEqual({ exitCode, stderr: '' });
  },
);

test('a report that the disk had no room for is said, and is not passed', async () => {
  const child = start(['verify', join(RECORDS, 'passed')], openSync('/dev/full', 'w'));
  expect(await endOf(child)).toEqual({
    exitCode: 4,
    stderr: expect.stringMatching(/^scaleproof: stdout was not written: ENOSPC.*\n$/),
  });
});

test('a run goes on to its end although nobody reads its progress any more', async () => {
  const child = start(['run', join(ROOT, 'scenarios/fast-style-transfer.yaml'), '--target', 'twin']);
  child.stderr?.destroy();
  child.stdout?.resume();
  expect((await endOf(child)).exitCode).toBe(0);
  const [run] = readdirSync(join(folder, 'reports/fast-style-transfer'));
  expect(readdirSync(join(folder, 'reports/fast-style-transfer', run!))).toContain('report.html');
});
