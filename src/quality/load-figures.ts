import type { StageLoad } from '../record/run-record.ts';
import type { Figure, RunFacts } from './figure.ts';

/** Milliseconds by which the latency of an unchanged service differs on a machine that is shared. */
const LATENCY_FLOOR_MS = 20;
/** Percentage points by which a share differs when one image more or less goes wrong. */
const SHARE_FLOOR = 0.5;

const PERCENTILES = [
  { percent: 50, of: (stage: StageLoad) => stage.latencyP50Ms },
  { percent: 95, of: (stage: StageLoad) => stage.latencyP95Ms },
  { percent: 99, of: (stage: StageLoad) => stage.latencyP99Ms },
] as const;

/**
 * How the users of a run fared: latency per stage, and the shares of images that failed or were lost.
 * A percentile needs enough images that at least one lies above it, or it is just the slowest image.
 */
export function loadFigures({ load }: RunFacts): readonly Figure[] {
  const sent = sumOf(load.stages, (stage) => stage.sent);
  const share = (count: number) => (sent === 0 ? null : (100 * count) / sent);
  const shared = { unit: 'percent', worse: 'higher', floor: SHARE_FLOOR } as const;
  return [
    ...load.stages.flatMap(latencies),
    {
      ...shared,
      id: 'errors',
      label: 'images failed',
      means: 'answered, but not rightly, of those sent',
      value: share(sumOf(load.stages, (stage) => stage.rejected + stage.invalid + stage.errors)),
    },
    {
      ...shared,
      id: 'lost',
      label: 'images lost',
      means: 'without any answer, of those sent',
      value: share(sumOf(load.stages, (stage) => stage.lost)),
    },
  ];
}

function latencies(stage: StageLoad): readonly Figure[] {
  return PERCENTILES.filter(({ percent }) => stage.asked * (100 - percent) >= 100).map(({ percent, of }) => ({
    id: `latencyP${percent}.${stage.stage}`,
    label: `latency p${percent}, ${stage.stage}`,
    means: 'of right answers, from the intended start',
    unit: 'ms',
    worse: 'higher',
    floor: LATENCY_FLOOR_MS,
    value: stage.ok === 0 ? null : of(stage),
  }));
}

function sumOf(stages: readonly StageLoad[], of: (stage: StageLoad) => number): number {
  return stages.reduce((sum, stage) => sum + of(stage), 0);
}
