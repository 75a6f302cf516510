import type { Observation } from '../sample/observation.ts';

/** Watches the observations go by and tells when load may start. */
export interface ReadyWatch {
  readonly observe: (seen: Observation) => void;
  /** What is still missing, as a sentence; `undefined` when load may start. */
  missing(): string | undefined;
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
    missing: () => {
      if (listed < minReplicas) return `${listed} of ${minReplicas} pods are endpoints of the Service`;
      return metricRead ? undefined : `the HPA has not read its metric; it says ${hpaSays}`;
    },
  };
}
