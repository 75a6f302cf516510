import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemFiles } from '../host/files.ts';
import { parseRecord } from '../record/parse-record.ts';
import { buildAllureSite } from './build-allure-site.ts';
import { judgeRecord } from './judge-record.ts';
import { writeReports } from './write-reports.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-allure-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the Allure results of an example run, as `report --as allure` does. */
async function resultsOf(name: 'passed' | 'failed'): Promise<string> {
  const text = await systemFiles.readText(`fixtures/records/${name}/events.ndjson`);
  const run = join(folder, name);
  await writeReports(systemFiles, run, judgeRecord(parseRecord(text)), [{ name: 'allure' }]);
  return run;
}

const hasJava = () => {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

function gate(run: string): number {
  const cli = fileURLToPath(new URL('../cli.js', import.meta.resolve('allure')));
  try {
    execFileSync(process.execPath, [cli, 'quality-gate', '--config', 'allurerc.mjs', 'allure-results'], {
      cwd: run,
      stdio: 'pipe',
    });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

test('Allure 3 makes a site of the results with a history, and its gate is red on a failed run only', async () => {
  const [passed, failed] = [await resultsOf('passed'), await resultsOf('failed')];
  const site = await buildAllureSite(systemFiles, failed, 3);
  expect(site).toEqual({ engine: 3, page: join(failed, 'allure-report/index.html') });
  expect(existsSync(site.page)).toBe(true);
  const history = JSON.parse(readFileSync(join(folder, 'allure-history.jsonl'), 'utf8').trim());
  const results = Object.values(history.testResults as Record<string, { name: string; status: string }>);
  expect(results.find(({ name }) => name === 'scalesOut')?.status).toBe('failed');
  expect([gate(passed), gate(failed)]).toEqual([0, 1]);
}, 180_000);

test.runIf(hasJava())(
  'Allure 2 makes a site of the same results, and keeps its history for the next run',
  async () => {
    const failed = await resultsOf('failed');
    expect((await buildAllureSite(systemFiles, failed, 2)).engine).toBe(2);
    const summary = JSON.parse(readFileSync(join(failed, 'allure-report/widgets/summary.json'), 'utf8'));
    const { total, failed: red } = summary.statistic;
    expect(red).toBeGreaterThan(0);
    const kept = JSON.parse(readFileSync(join(folder, 'allure-history/history.json'), 'utf8'));
    expect(Object.keys(kept)).toHaveLength(total);
  },
  60_000,
);
