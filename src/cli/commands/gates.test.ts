import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../host/host.ts';
import { systemHost } from '../../host/system-host.ts';
import { parseRecord } from '../../record/parse-record.ts';
import { serializeEvent } from '../../record/serialize.ts';
import { exampleScenario, jitteredRecord, jitteredRun } from '../../run/jittered-run.fixture.ts';
import type { FinishedRun } from '../../run/run-scenario.ts';
import { compare } from './compare.ts';
import { repeat } from './repeat.ts';
import { run } from './run.ts';
import { testHost } from './test-host.fixture.ts';

const machine = systemHost();
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-gates-'));
  const sides = [
    ['base', 1, 1],
    ['same', 51, 1],
    ['slower', 101, 1.2],
  ] as const;
  for (const [side, seed, slower] of sides) {
    for (let i = 0; i < 5; i++) {
      const { header, observations, end } = jitteredRecord({ seed: seed + i, slower });
      const lines = [header, ...observations, end!].map((event) => `${serializeEvent(event)}\n`);
      await machine.files.writeText(join(folder, side, header.runId, 'events.ndjson'), lines.join(''));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A machine of the test's own. */
function ownHost(env: Host['env'] = {}, interrupted = new AbortController().signal) {
  return testHost(folder, { env, interrupted });
}

describe('compare', () => {
  const given = { runs: [], base: [], candidate: [], output: 'text' as const };

  test.for([
    ['same', 0, 'Nothing is worse beyond noise'],
    ['slower', 1, 'Worse beyond noise'],
  ] as const)('of two folders of runs: base against %s ends with %i', async ([side, exitCode, said]) => {
    const { context, written } = ownHost();
    expect(await compare(context, { ...given, runs: ['base', side] })).toBe(exitCode);
    expect(written.stdout).toContain(said);
  });

  test('takes single runs, and says that so few tell nothing', async () => {
    const { context, written } = ownHost();
    const argv = { ...given, base: ['base/run-1-1'], candidate: ['slower/run-1.2-101/events.ndjson'] };
    expect(await compare(context, { ...argv, output: 'json' })).toBe(3);
    expect(JSON.parse(written.stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 3 });
  });

  test('takes the runs that a series names', async () => {
    const { context, written } = ownHost();
    const runs = [1, 2, 3, 4].map((seed) => ({ runId: `run-1-${seed}` }));
    await machine.files.writeText(join(folder, 'base', 'repeat-run-1-1.json'), JSON.stringify({ runs }));
    const argv = { ...given, runs: ['base/repeat-run-1-1.json', 'slower'], output: 'markdown' as const };
    expect(await compare(context, argv)).toBe(1);
    expect(written.stdout).toContain('4 base against 5 candidate runs');
  });

  test.for([
    [{ runs: ['base'] }, 'one base and one candidate'],
    [{ runs: ['base', 'nothing'] }, 'no record at nothing'],
    [{ runs: ['base', 'base'] }, 'is both base and candidate'],
    [{ runs: ['base', 'same'], base: ['base'] }, 'one base and one candidate'],
  ] as const)('refuses %o', async ([argv, said]) => {
    await expect(compare(ownHost().context, { ...given, ...argv })).rejects.toThrow(said);
  });
});

test('run --repeat on the twin plays a seed after the other, and its series can be compared', async () => {
  const { context, written } = ownHost();
  const file = join(import.meta.dirname, '../../../scenarios/fast-style-transfer.yaml');
  const argv = {
    ...{ file, target: 'twin' as const, dryRun: false, keep: false, repeat: 4, seed: 7, reporter: [] },
    ...{ yes: false, ignore: [], output: 'text' as const },
  };
  expect(await run(context, { ...argv, reports: 'one' })).toBe(0);
  expect(written.stdout).toContain('4 of 4 runs');
  const other = ownHost();
  await run(other.context, { ...argv, seed: 17, reports: 'other', output: 'json' });
  const series = JSON.parse(other.written.stdout);
  const records = series.runs.map((one: { runId: string }) =>
    join(folder, 'other', series.scenario, one.runId, 'events.ndjson'),
  );
  const headers = await Promise.all(records.map((path: string) => machine.files.readText(path)));
  expect(headers.map((text) => parseRecord(text).header.plan.seed)).toEqual([17, 18, 19, 20]);
  const given = { runs: ['one/fast-style-transfer', 'other/fast-style-transfer'], base: [], candidate: [] };
  expect(await compare(other.context, { ...given, output: 'text' })).toBe(0);
});

describe('run --repeat', () => {
  // Of a cluster, so that no lab is looked for or taken down.
  const scenario = { ...exampleScenario, target: 'cluster' as const };
  const argv = { times: 3, keep: false, reports: 'reports', output: 'text' as const, onGithub: false };

  /** Runs that are over at once. */
  const runsOf = (outcomes: readonly ('passed' | 'failed')[]) => {
    return async (
      nth: number,
      tell: (judged: FinishedRun['judged'], at: string) => Promise<void>,
    ): Promise<FinishedRun> => {
      const status = outcomes[nth - 1]!;
      const judged = jitteredRun({ seed: nth });
      const verdicts = judged.result.verdicts.map((one, i) => (i === 0 ? { ...one, status } : one));
      const exitCode = status === 'failed' ? 1 : 0;
      const told = { ...judged, result: { ...judged.result, verdicts, outcome: status, exitCode } };
      await tell(told, 'run-folder');
      return { judged: told, folder: 'run-folder', leftBehind: [] };
    };
  };

  test('prints one table, keeps the series beside its runs, and ends as its worst run', async () => {
    const { context, written } = ownHost();
    expect(await repeat(context, argv, scenario, runsOf(['passed', 'failed', 'passed']))).toBe(1);
    expect(written.stdout.match(/3 of 3 runs/g)).toHaveLength(1);
    const file = join(folder, 'reports', scenario.name, 'repeat-run-1-1.json');
    expect(JSON.parse(await machine.files.readText(file))).toMatchObject({ asked: 3, exitCode: 1 });
    expect(written.stderr).toContain('run 2 of 3\n');
  });

  test('with -o json prints the series and nothing else', async () => {
    const { context, written } = ownHost();
    const json = { ...argv, output: 'json' as const, onGithub: true };
    expect(await repeat(context, json, scenario, runsOf(['passed', 'passed', 'passed']))).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ outcome: 'passed', counted: 3 });
    expect(written.stderr).toContain('::notice title=');
  });

  test('after Ctrl-C says what was done and ends with 130', async () => {
    const interrupt = new AbortController();
    const { context, written } = ownHost({}, interrupt.signal);
    const inner = runsOf(['passed', 'passed', 'passed']);
    const code = await repeat(context, argv, scenario, async (number, tell) => {
      const finished = await inner(number, tell);
      interrupt.abort(new Error('interrupted by SIGINT'));
      return finished;
    });
    expect(code).toBe(130);
    expect(written.stdout).toContain('Stopped early: 1 of 3 runs done, then interrupted by SIGINT.');
  });

  test('on GitHub adds to the summary of the step and annotates it', async () => {
    const summary = join(folder, 'summary.md');
    await machine.files.writeText(summary, 'of another command\n');
    const { context, written } = ownHost({ GITHUB_STEP_SUMMARY: summary });
    await repeat(context, { ...argv, onGithub: true }, scenario, runsOf(['passed', 'failed', 'passed']));
    expect(await machine.files.readText(summary)).toMatch(/^of another command\n## ❌ failed: /);
    expect(written.stdout).toMatch(/^::error title=.* is flaky::passed 2, failed 1/m);
  });

  test('passes the error on when not even the first run could start', async () => {
    const never = async () => Promise.reject(new Error('no lab'));
    await expect(repeat(ownHost().context, argv, scenario, never)).rejects.toThrow('no lab');
  });
});
