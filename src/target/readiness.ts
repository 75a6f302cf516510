import type { Observation } from '../sample/observation.ts';

/** Watches the observations go by and tells when load may start. */
export interface ReadyWatch {
  readonly observe: (seen: Observation) => void;
  /** What is missing of the pods, as a sentence; `undefined` when enough of them are endpoints. */
  podsMissing(): string | undefined;
  /** What is missing of the metric, as a sentence; `undefined` when the HPA has read it. */
  metricMissing(): string | undefined;
}

/** Load may start when `minReplicas` pods are listed as endpoints and the HPA has read its metric. */
export function readyWatch(minReplicas: number): ReadyWatch {
  let listed = 0;
  let metricRead = false;
  let hpaSays = 'nothing yet';
  return {
    observe: (seen) => {
      if (seen.kind === 'endpoints') listed = seen.ready.length;
      if (seen.kind !== 'hpa') return;
      metricRead = seen.metrics.some((metric) => metric.value !== null);
      const active = seen.conditions.find((condition) => condition.type === 'ScalingActive');
      if (active) hpaSays = `${active.reason}: ${active.message}`;
    },
    podsMissing: () =>
      listed < minReplicas ? `${listed} of ${minReplicas} pods are endpoints of the Service` : undefined,
    metricMissing: () => (metricRead ? undefined : `the HPA has not read its metric; it says ${hpaSays}`),
  };
}
