import { describe, expect, test } from 'vitest';
import type { RunResult } from '../record/run-record.ts';
import { jitteredRun } from '../run/jittered-run.fixture.ts';
import type { Status } from '../verdict/verdict.ts';
import { sumUpSeries } from './series.ts';
import { wilson } from './wilson.ts';

const whole = jitteredRun({ seed: 1 }).result;

function result(status: Status, exitCode: number): RunResult {
  const verdict = { ...whole.verdicts[0]!, assertion: 'scalesOut', status };
  const steady = { ...whole.verdicts[0]!, assertion: 'replicasWithin', status: 'passed' as const };
  return {
    ...whole,
    runId: `run-${status}-${exitCode}`,
    outcome: status,
    exitCode,
    verdicts: [verdict, steady],
  };
}

const [passed, failed, unclear] = [result('passed', 0), result('failed', 1), result('inconclusive', 3)];

describe('a series of runs', () => {
  test.for([
    ['all passed', [passed, passed], 'passed', 0],
    ['one is inconclusive', [passed, unclear], 'inconclusive', 3],
    ['one failed, though others passed after it', [failed, unclear, passed], 'failed', 1],
    ['one lost its target', [passed, result('inconclusive', 4)], 'inconclusive', 4],
    ['the user interrupted it', [failed, result('inconclusive', 130)], 'failed', 130],
  ] as const)('is as bad as its worst run: %s', ([, results, outcome, exitCode]) => {
    expect(sumUpSeries(results, results.length)).toMatchObject({ outcome, exitCode });
  });

  test('that was not run to its end never passes', () => {
    const stopped = { reason: 'interrupted', detail: '2 of 5 runs done' } as const;
    const series = sumUpSeries([passed, passed], 5, stopped);
    expect(series).toMatchObject({ outcome: 'inconclusive', counted: 2, exitCode: 130 });
    expect(sumUpSeries([passed], 5, { ...stopped, reason: 'could not start' }).exitCode).toBe(4);
    expect(sumUpSeries([failed], 5, { ...stopped, reason: 'could not start' }).exitCode).toBe(1);
  });

  test('counts each assertion, and does not count a run that the user cut short', () => {
    const series = sumUpSeries([passed, failed, unclear, passed, result('inconclusive', 130)], 5);
    expect(series.counted).toBe(4);
    expect(series.assertions).toMatchObject([
      { assertion: 'scalesOut', passed: 2, failed: 1, inconclusive: 1, notPassed: 0.5, state: 'flaky' },
      { assertion: 'replicasWithin', passed: 4, failed: 0, notPassed: 0, state: 'steady' },
    ]);
    expect(sumUpSeries([failed, failed], 2).assertions[0]!.state).toBe('broken');
  });
});

test.for([
  [0, 5, 0, 0.4345],
  [1, 10, 0.0179, 0.4042],
  [5, 10, 0.2366, 0.7634],
  [5, 5, 0.5655, 1],
])('the Wilson interval of %i of %i is that of the tables', ([count, total, low, high]) => {
  const interval = wilson(count!, total!);
  expect(interval.low).toBeCloseTo(low!, 4);
  expect(interval.high).toBeCloseTo(high!, 4);
});
