import type { ReplicasObservation } from '../../sample/observation.ts';
import type { ReportInput } from '../report.ts';
import type { Curve } from './curve.ts';

/** The metric as the HPA's status gives it. */
export function hpaMetric({ timeline, header }: ReportInput): Curve {
  const name = header.plan.scenario.hpa.metric.name;
  const points = timeline.of('hpa').map((seen) => {
    const metric = seen.metrics.find((one) => one.name === name) ?? seen.metrics[0];
    return { at: seen.at, value: metric?.value ?? null };
  });
  return { shape: 'step', points };
}

/** A resource of the pods as the HPA's status gives it: percent of the requests, or an average, as its target is. */
export function hpaResource({ timeline }: ReportInput, name: string): Curve {
  const points = timeline.of('hpa').map((seen) => ({
    at: seen.at,
    value: seen.metrics.find((one) => one.name === name)?.value ?? null,
  }));
  return { shape: 'step', points };
}

/** What the custom metrics API answered, averaged over pods as the HPA does. */
export function customMetric({ timeline }: ReportInput): Curve {
  const points = timeline.of('customMetric').map((seen) => ({
    at: seen.at,
    value:
      seen.pods.length === 0 ? null : seen.pods.reduce((sum, pod) => sum + pod.value, 0) / seen.pods.length,
  }));
  return { shape: 'line', points };
}

const COUNTS = {
  desired: (seen: ReplicasObservation) => seen.desired,
  ready: (seen: ReplicasObservation) => seen.ready,
  /** Wanted and not ready yet: what users wait for. */
  pending: (seen: ReplicasObservation) => Math.max(0, seen.desired - seen.ready),
} as const;

/** One of the Deployment's counts. */
export function replicas({ timeline }: ReportInput, count: keyof typeof COUNTS): Curve {
  return {
    shape: 'step',
    points: timeline.of('replicas').map((seen) => ({ at: seen.at, value: COUNTS[count](seen) })),
  };
}
