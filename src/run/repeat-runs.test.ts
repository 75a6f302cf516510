import { expect, test } from 'vitest';
import type { RunEnd } from '../record/run-record.ts';
import { jitteredRun } from './jittered-run.fixture.ts';
import { repeatRuns } from './repeat-runs.ts';
import type { FinishedRun } from './run-scenario.ts';

const judged = jitteredRun({ seed: 1 });
const finished: FinishedRun = { judged, folder: 'r', leftBehind: [] };

/** A run that the user stopped in its middle. */
function cutShort(): FinishedRun {
  const end: RunEnd = { kind: 'end', at: 0, reason: 'interrupted' };
  return { ...finished, judged: { ...judged, result: { ...judged.result, end, exitCode: 130 } } };
}

test('runs follow one another, never two at a time', async () => {
  let on = 0;
  const started: number[] = [];
  const { runs, stopped } = await repeatRuns({
    times: 3,
    signal: new AbortController().signal,
    onStart: (nth) => started.push(nth),
    runOnce: async () => {
      on += 1;
      expect(on).toBe(1);
      await Promise.resolve();
      on -= 1;
      return finished;
    },
  });
  expect([runs.length, stopped, started]).toEqual([3, null, [1, 2, 3]]);
});

test('a run that cannot start ends the series and says how far it came; it is not tried again', async () => {
  let tries = 0;
  const result = await repeatRuns({
    times: 5,
    signal: new AbortController().signal,
    onStart: () => {},
    runOnce: async () => {
      tries += 1;
      if (tries === 3) throw new Error('no lab');
      return finished;
    },
  });
  expect(tries).toBe(3);
  expect(result.runs).toHaveLength(2);
  expect(result.stopped).toEqual({ reason: 'could not start', detail: '2 of 5 runs done, then no lab' });
});

test.for([
  ['in the middle of a run', cutShort(), '1 of 3 runs done, then SIGINT'],
  ['while a whole run cleans up', finished, '2 of 3 runs done, then SIGINT'],
] as const)('an interrupt %s starts no other run', async ([, second, detail]) => {
  const interrupt = new AbortController();
  let nth = 0;
  const { stopped } = await repeatRuns({
    times: 3,
    signal: interrupt.signal,
    onStart: () => {},
    runOnce: async () => {
      nth += 1;
      if (nth === 1) return finished;
      interrupt.abort(new Error('SIGINT'));
      return second;
    },
  });
  expect(nth).toBe(2);
  expect(stopped).toEqual({ reason: 'interrupted', detail });
});
