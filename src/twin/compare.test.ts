import { expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline, type Timeline } from '../sample/timeline.ts';
import { figuresOf, likenessOf, trajectoryOf } from './compare.ts';
import { compareRun, joinDraws } from './prediction.ts';

const START = 10_000;

/** A run of ready (and desired) sizes, each from a second after load start on; load lasts 10 s of 20. */
function runOf(...sizes: readonly (readonly [second: number, ready: number])[]): Timeline {
  const at = (second: number) => START + second * 1000;
  const seen: Observation[] = [
    { kind: 'load', at: START, edge: 'start' },
    { kind: 'load', at: at(10), edge: 'end', completed: true },
    ...sizes.map(([second, ready]): Observation => {
      return { kind: 'replicas', at: at(second), desired: ready, current: ready, ready, available: ready };
    }),
    ...[150, 250].map((durationMs): Observation => {
      const sent = { intendedAt: START, sentAt: START, stage: 's', outcome: 'ok', status: 200 } as const;
      return { kind: 'request', at: START + durationMs, durationMs, ...sent };
    }),
  ];
  return buildTimeline(seen, { startedAt: 0, endedAt: at(20), complete: true });
}

it('reads the figures of a run: how high, when out, when in', () => {
  const run = runOf([-5, 1], [3, 3], [6, 5], [14, 4], [16, 1]);
  expect(figuresOf(run, 1)).toEqual({
    peakReplicas: 5,
    firstScaleOutMs: 3000,
    peakMs: 6000,
    scaleInMs: 4000,
    atMinMs: 6000,
    imagesOk: 2,
    imagesLost: 0,
    latencyP95Ms: 250,
  });
});

it('has no figure for what did not happen', () => {
  const figures = figuresOf(runOf([-5, 1]), 1);
  expect(figures).toMatchObject({ firstScaleOutMs: undefined, scaleInMs: undefined, atMinMs: undefined });
});

it('measures how far two runs lie apart, second by second from load start', () => {
  const one = trajectoryOf(runOf([-5, 1], [5, 4]));
  const other = trajectoryOf(runOf([-5, 1], [7, 4], [15, 3]));
  expect(one).toHaveLength(21);
  expect(likenessOf(one, other)).toEqual({ seconds: 21, withinOne: 19 / 21, greatestDistance: 3 });
  expect(likenessOf(one, one)).toMatchObject({ withinOne: 1, greatestDistance: 0 });
});

it('joins draws to a median with its range, and says where a run left it', () => {
  const draws = [runOf([-5, 1], [3, 3]), runOf([-5, 1], [4, 4]), runOf([-5, 1], [5, 5])];
  const prediction = joinDraws(draws, 1);
  expect(prediction.figures.peakReplicas).toEqual({ low: 3, median: 4, high: 5 });
  expect(prediction.figures.firstScaleOutMs).toEqual({ low: 3000, median: 4000, high: 5000 });
  expect(prediction.figures.scaleInMs).toBeUndefined();
  const inside = compareRun(prediction, runOf([-5, 1], [4, 3]), 1);
  expect(inside).toMatchObject({ withinRange: 1, likeness: { withinOne: 1 } });
  const outside = compareRun(prediction, runOf([-5, 1]), 1);
  expect(outside.withinRange).toBeCloseTo(5 / 21);
});
