import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import { resolveTiming } from '../plan/timing.ts';
import { parseRecord } from '../record/parse-record.ts';
import { RECORD_VERSION, type RecordEvent, type RunEnd } from '../record/run-record.ts';
import { serializeEvent } from '../record/serialize.ts';
import { type Judged, judgeRecord } from '../run/judge-record.ts';
import { readScenario } from '../scenario/load-scenario.ts';
import { playTwin } from '../target/twin-session.ts';
import { newestRun, openProgram, recordOf } from './program.fixture.ts';

const ROOT = new URL('../../', import.meta.url);
const START = 1_800_000_000_000;

const filesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);

/** Plays a scenario as the program does, through the bytes of its record. */
function runOnTwin(file: string): { readonly judged: Judged; readonly expected: number } {
  const { scenario } = readScenario(readFileSync(new URL(file, ROOT), 'utf8'), file, { target: 'twin' });
  const plan = makePlan(scenario, resolveTiming(scenario), scenario.seed);
  const events: RecordEvent[] = [
    {
      kind: 'run',
      version: RECORD_VERSION,
      runId: '20270115-080000-0000',
      at: START,
      target: 'twin',
      emulated: true,
      plan,
      versions: {},
    },
  ];
  const { endedAt: at, spent } = playTwin(plan, { startAt: START, emit: (seen) => events.push(seen) });
  const end = spent === undefined ? { reason: 'completed' } : { reason: 'budget-spent', detail: spent };
  events.push({ kind: 'end', at, ...end } as RunEnd);
  const judged = judgeRecord(parseRecord(`${events.map(serializeEvent).join('\n')}\n`));
  return { judged, expected: scenario.expect?.exitCode ?? 0 };
}

const program = openProgram();
afterAll(() => program.dispose());

it('the program plays a scenario in virtual time, and judges its record again to the same end', async () => {
  const file = 'scenarios/fast-style-transfer-realtime.yaml';
  const startedAt = performance.now();
  const run = await program.run(['run', file, '--target', 'twin', '--reports', program.reports]);
  const tookMs = performance.now() - startedAt;
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout).toContain('on twin');
  const folder = newestRun(program, 'fast-style-transfer-realtime');
  const { header, end } = recordOf(folder);
  // Eleven minutes of a stock cluster's pace.
  expect(end!.at - header.at).toBeGreaterThan(500_000);
  expect(tookMs).toBeLessThan(20_000);
  expect((await program.run(['verify', folder])).exitCode).toBe(0);
});

it('the program stops on the twin where it would on a cluster: when the budget is spent', async () => {
  const file = 'scenarios/broken/budget-spent.yaml';
  const run = await program.run(['run', file, '--target', 'twin', '--reports', program.reports]);
  expect(run.exitCode, run.stderr).toBe(3);
  const { header, end } = recordOf(newestRun(program, 'budget-spent'));
  expect(end).toMatchObject({ reason: 'budget-spent' });
  // In the time of the twin, not in that of the machine.
  expect(end!.at - header.at).toBeGreaterThan(8000);
});

it('--live serves a page, says where, and does not hold up a run that nobody looks at', async () => {
  const file = 'scenarios/fast-style-transfer.yaml';
  const run = await program.run(['run', '--live', file, '--target', 'twin', '--reports', program.reports]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/^live page: http:\/\/127\.0\.0\.1:\d+\/$/m);
});

describe('on the twin', () => {
  it.each(filesIn('scenarios'))('%s passes, every assertion of it', (file) => {
    const { judged } = runOnTwin(file);
    expect(judged.result.verdicts.filter((verdict) => verdict.status !== 'passed')).toEqual([]);
    expect(judged.result).toMatchObject({ exitCode: 0, target: 'twin', emulated: true });
    expect(judged.result.load.delivered).toBe(true);
  });

  it.each([
    // Nothing of the twin can refuse to stop.
    ...filesIn('scenarios/broken').filter((file) => !file.endsWith('press-never-stops.yaml')),
    'fixtures/scenarios/queue-full.yaml',
    'fixtures/scenarios/adapter-killed.yaml',
    'fixtures/scenarios/controller-restarted.yaml',
    'fixtures/scenarios/serving-pod-killed.yaml',
  ])('%s ends as it does on the lab', (file) => {
    const { judged, expected } = runOnTwin(file);
    expect(judged.result.exitCode, JSON.stringify(judged.result.verdicts, null, 1)).toBe(expected);
  });

  it('the faults of broken scenarios are named by the same findings', () => {
    const named = (file: string) => runOnTwin(file).judged.result.findings.map((finding) => finding.id);
    expect(named('scenarios/broken/never-ready.yaml')).toContain('PODS_NEVER_READY');
    expect(named('scenarios/broken/drops-on-sigterm.yaml')).toContain('SCALE_IN_DROPS');
    expect(named('scenarios/broken/wrong-adapter-metric.yaml')).toContain('NOT_DISCOVERED');
    expect(named('scenarios/broken/prometheus-killed.yaml')).toContain('PROMETHEUS_UNREACHABLE');
    expect(named('scenarios/broken/target-never-reached.yaml')).toContain('TARGET_OUT_OF_REACH');
  });
});
