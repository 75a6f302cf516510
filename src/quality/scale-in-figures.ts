import { firstLoweringAfter } from '../sample/size-changes.ts';
import { lastAt, loadSpan, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { Figure, RunFacts } from './figure.ts';

/** How a run scaled in: from load end to the first lower size, and to the smallest size with no more pods than that. */
export function scaleInFigures({ plan, timeline }: RunFacts): readonly Figure[] {
  const shared = { unit: 'ms', worse: 'higher', floor: plan.timing.syncPeriodMs } as const;
  const { end } = loadSpan(timeline);
  const replicas = timeline.of('replicas');
  const min = plan.scenario.hpa.minReplicas;
  const atEnd = end === undefined ? undefined : lastAt(replicas, end);
  const time = (at: Instant | undefined) => {
    if (end === undefined || atEnd === undefined || atEnd.desired <= min) return null;
    if (at !== undefined) return at - end;
    return timeline.complete ? Number.POSITIVE_INFINITY : null;
  };
  const lowered = end === undefined ? undefined : firstLoweringAfter(timeline, end);
  const isSmall = atEnd !== undefined && atEnd.desired <= min;
  const absent = isSmall ? { absent: 'nothing to scale in' } : {};
  return [
    {
      ...shared,
      ...absent,
      id: 'scaleInStart',
      label: 'scale-in start after load',
      means: 'load end to the first lower size wanted',
      value: time(lowered),
    },
    {
      ...shared,
      ...absent,
      id: 'scaleInDone',
      label: 'back at min after load',
      means: `load end until ${min} wanted and no more pods there`,
      value: time(scaledInAt(timeline, min)),
    },
  ];
}

/** When after load end no more than `min` pods were wanted and there; `undefined` where that was not seen. */
export function scaledInAt(timeline: Timeline, min: number): Instant | undefined {
  const { end } = loadSpan(timeline);
  if (end === undefined) return undefined;
  return timeline.of('replicas').find((one) => one.at > end && one.desired <= min && one.current <= min)?.at;
}
