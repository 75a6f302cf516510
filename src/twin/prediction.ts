import { percentileOfSorted } from '../sample/percentile.ts';
import type { Timeline } from '../sample/timeline.ts';
import { figuresOf, type Likeness, likenessOf, type RunFigures, trajectoryOf } from './compare.ts';

/** The middle and the ends of what the draws gave. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What the twin expects of a run: chance decides much of it, so it is played several times. */
export interface Prediction {
  readonly draws: number;
  /** Of each figure the spread over the draws that came to it; `undefined` where most did not. */
  readonly figures: { readonly [K in keyof RunFigures]: Spread | undefined };
  /** Ready replicas at each second from load start. */
  readonly trajectory: readonly Spread[];
}

/** How a run went beside its prediction. */
export interface Comparison {
  readonly prediction: Prediction;
  readonly measured: RunFigures;
  /** The run against the median of the draws. */
  readonly likeness: Likeness;
  /** Share of the seconds in which the run lay between the lowest and the highest draw. */
  readonly withinRange: number;
}

const FIGURES = [
  'peakReplicas',
  'firstScaleOutMs',
  'peakMs',
  'scaleInMs',
  'atMinMs',
  'imagesOk',
  'imagesLost',
  'latencyP95Ms',
] as const satisfies readonly (keyof RunFigures)[];

/** Joins the draws of one plan. */
export function joinDraws(timelines: readonly Timeline[], minReplicas: number): Prediction {
  const each = timelines.map((timeline) => figuresOf(timeline, minReplicas));
  const trajectories = timelines.map(trajectoryOf);
  const seconds = Math.max(0, ...trajectories.map((one) => one.length));
  return {
    draws: timelines.length,
    figures: Object.fromEntries(
      FIGURES.map((name) => [name, spreadOfMost(each.map((figures) => figures[name]))]),
    ) as Prediction['figures'],
    trajectory: Array.from({ length: seconds }, (_, at) =>
      // A run that ended earlier had come to rest.
      spreadOf(trajectories.map((one) => one[Math.min(at, one.length - 1)] ?? 0)),
    ),
  };
}

/** Holds a run against its prediction. */
export function compareRun(prediction: Prediction, timeline: Timeline, minReplicas: number): Comparison {
  const run = trajectoryOf(timeline);
  const { trajectory } = prediction;
  const medians = trajectory.map(({ median }) => median);
  const likeness = likenessOf(medians, run);
  const inRange = run.filter((ready, at) => {
    const spread = trajectory[at];
    return spread !== undefined && ready >= spread.low && ready <= spread.high;
  }).length;
  return {
    prediction,
    measured: figuresOf(timeline, minReplicas),
    likeness,
    withinRange: likeness.seconds === 0 ? 1 : inRange / likeness.seconds,
  };
}

function spreadOfMost(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length * 2 > values.length ? spreadOf(known) : undefined;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { low: sorted[0]!, median: percentileOfSorted(sorted, 50)!, high: sorted.at(-1)! };
}
