import { lastAt, loadSpan, type Timeline } from '../sample/timeline.ts';
import type { Figure, RunFacts } from './figure.ts';

/**
 * How much was missing under load: the area between the size that the load came to need in its end and the pods that
 * were ready, in pod-seconds. It counts the whole lag of scaling out, from the metric to readiness. It is shown and
 * never decides: a load that grows on purpose needs less in its beginning than in its end.
 */
export function undershootFigure({ timeline }: RunFacts): Figure {
  const blind = isBlindAtLoadEnd(timeline);
  return {
    id: 'undershoot',
    label: 'undershoot area under load',
    means: 'pods missing to the size wanted at load end, times the seconds they were missing',
    unit: 'pod-seconds',
    worse: 'neither',
    floor: 1,
    value: blind ? null : undershoot(timeline),
    ...(blind && { absent: 'not known: the HPA had no metric' }),
  };
}

/** An HPA without a metric wants what it wanted before: that is no measure of what the load needed. */
function isBlindAtLoadEnd(timeline: Timeline): boolean {
  const { end } = loadSpan(timeline);
  const told = end === undefined ? undefined : lastAt(timeline.of('hpa'), end);
  if (told === undefined) return false;
  const inactive = told.conditions.some(({ type, status }) => type === 'ScalingActive' && status !== 'True');
  return inactive || told.metrics.every(({ value }) => value === null);
}

function undershoot(timeline: Timeline): number | null {
  const { start, end } = loadSpan(timeline);
  if (start === undefined || end === undefined) return null;
  const replicas = timeline.of('replicas');
  const needed = lastAt(replicas, end)?.desired;
  const first = lastAt(replicas, start) ?? replicas[0];
  if (needed === undefined || first === undefined) return null;
  const seen = [{ ...first, at: start }, ...replicas.filter((one) => one.at > start && one.at < end)];
  let podMs = 0;
  for (const [index, { at, ready }] of seen.entries()) {
    podMs += Math.max(0, needed - ready) * ((seen[index + 1]?.at ?? end) - at);
  }
  return podMs / 1000;
}
