import type { PrometheusSpec, Scenario } from '../scenario/schema.ts';
import { workloadRefs } from '../workload/refs.ts';

/** What of a run decides which permissions it needs. */
export interface RunShape {
  readonly namespace: string;
  /** `ours` are applied and removed; `existing` ones are only looked at. */
  readonly objects: 'ours' | 'existing';
  /** Whether the run makes the namespace and removes it; one that is there before stays as it is. */
  readonly createsNamespace: boolean;
  /** Names of the objects; any when they are not known. */
  readonly deployment?: string;
  readonly service?: string;
  readonly hpa?: string;
  /** The metric as custom.metrics.k8s.io names it. */
  readonly metric: string;
  /** What sends from within the cluster; absent where load comes from outside. */
  readonly sender?: { readonly kind: 'press' | 'job'; readonly name: string };
  /** Services through which Prometheus is asked; none where it is asked by its address. */
  readonly prometheus: readonly PrometheusService[];
}

/** A Service through which a Prometheus is asked. */
export type PrometheusService = NonNullable<PrometheusSpec['service']>;

/** The shape of a scenario's run. */
export function runShape(scenario: Scenario, createsNamespace: boolean): RunShape {
  const objects = scenario.existing ? 'existing' : 'ours';
  const { kind, sender } = scenario.load;
  return {
    ...workloadRefs(scenario),
    objects,
    createsNamespace,
    metric: scenario.hpa.metric.name,
    prometheus: servicesOf(scenario.prometheus),
    ...(kind === 'k6' ? {} : { sender: { kind, name: sender.name } }),
  };
}

/** The Services that a scenario asks Prometheus through. */
export function servicesOf(spec: PrometheusSpec | undefined): readonly PrometheusService[] {
  return [spec?.service, spec?.adapter?.service].filter((service) => service !== undefined);
}
