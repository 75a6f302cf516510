import { percentile } from '../sample/percentile.ts';
import { firstLoweringAfter, firstRaiseAfter } from '../sample/size-changes.ts';
import { lastAt, loadSpan, type Timeline } from '../sample/timeline.ts';

/** The figures of a run that a prediction is held against; milliseconds and counts, `undefined` where it never came to that. */
export interface RunFigures {
  readonly peakReplicas: number;
  /** Load start -> the first time that the size was raised. */
  readonly firstScaleOutMs: number | undefined;
  /** Load start -> as many pods ready as ever were. */
  readonly peakMs: number | undefined;
  /** Load end -> the first time that the size was lowered. */
  readonly scaleInMs: number | undefined;
  /** Load end -> no more pods ready than `minReplicas`, for good. */
  readonly atMinMs: number | undefined;
  readonly imagesOk: number;
  readonly imagesLost: number;
  readonly latencyP95Ms: number | undefined;
}

/** The figures of one run. */
export function figuresOf(timeline: Timeline, minReplicas: number): RunFigures {
  const { start = timeline.startedAt, end = timeline.endedAt } = loadSpan(timeline);
  const sizes = timeline.of('replicas');
  const loaded = sizes.filter((seen) => seen.at >= start);
  const before = lastAt(sizes, start);
  const peakReplicas = Math.max(before?.ready ?? 0, ...loaded.map((seen) => seen.ready));
  const out = firstRaiseAfter(timeline, start);
  const down = firstLoweringAfter(timeline, end);
  const lastAbove = sizes.findLastIndex((seen) => seen.ready > minReplicas);
  const requests = timeline.of('request');
  const answered = requests.filter((request) => request.outcome === 'ok');
  const peak = loaded.find((seen) => seen.ready === peakReplicas);
  const atMin = lastAbove < 0 ? undefined : sizes[lastAbove + 1];
  return {
    peakReplicas,
    firstScaleOutMs: out === undefined ? undefined : out - start,
    peakMs: peak === undefined ? undefined : peak.at - start,
    scaleInMs: down === undefined ? undefined : down - end,
    atMinMs: atMin === undefined ? undefined : atMin.at - end,
    imagesOk: answered.length,
    imagesLost: requests.filter((request) => request.outcome === 'lost').length,
    latencyP95Ms: percentile(
      answered.map((request) => request.at - request.intendedAt),
      95,
    ),
  };
}

/** Ready replicas at each whole second from load start to the end of the watch; empty when the load never started. */
export function trajectoryOf(timeline: Timeline): readonly number[] {
  const { start } = loadSpan(timeline);
  if (start === undefined) return [];
  const sizes = timeline.of('replicas');
  const seconds = Math.floor((timeline.endedAt - start) / 1000) + 1;
  return Array.from({ length: seconds }, (_, second) => lastAt(sizes, start + second * 1000)?.ready ?? 0);
}

/** How far two trajectories lie apart, over the seconds that both have. */
export interface Likeness {
  readonly seconds: number;
  /** Share of the seconds in which they were at most one replica apart; 1 for none. */
  readonly withinOne: number;
  readonly greatestDistance: number;
}

/** Measures two trajectories second by second. */
export function likenessOf(one: readonly number[], other: readonly number[]): Likeness {
  const seconds = Math.min(one.length, other.length);
  const distances = Array.from({ length: seconds }, (_, at) => Math.abs(one[at]! - other[at]!));
  const within = distances.filter((distance) => distance <= 1).length;
  return {
    seconds,
    withinOne: seconds === 0 ? 1 : within / seconds,
    greatestDistance: Math.max(0, ...distances),
  };
}
