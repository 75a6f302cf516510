import { type ControllerConfig, STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { Container } from '../hpa/pod.ts';
import { milliValue, parseQuantity } from '../hpa/quantity.ts';
import type { MetricSpec } from '../hpa/spec.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import type { Plan } from '../plan/plan.ts';
import type { Timeline } from '../sample/timeline.ts';
import { type DatedSpec, datedSpecs } from './spec-history.ts';

/** The HPA as the record has it, and the controller that the plan says looks after it. */
export interface AuditedHpa {
  readonly namespace: string;
  readonly name: string;
  /** Its specs in order of time; at least one. */
  readonly specs: readonly [DatedSpec, ...DatedSpec[]];
  readonly config: ControllerConfig;
  readonly syncPeriodMs: number;
  /** The containers of each pod with their requests, which a utilization is a percentage of. */
  readonly containers: readonly Container[];
  /** Whether the run applied it. */
  readonly isOurs: boolean;
  /** Whether its specs are on record; where not, only bounds and target of each moment are. */
  readonly isSpecKnown: boolean;
  /** The metric whose reads are on record. */
  readonly metric: string;
  /** The resource whose reads are on record beside it. */
  readonly resource?: 'cpu';
}

/** Reads the HPA from the record, where it is, else as the run writes it; the flags of its controller from the plan's timing. */
export function auditedHpa({ scenario, timing }: Plan, timeline: Timeline): AuditedHpa {
  const { workload, existing } = scenario;
  const told = timeline.of('hpaSpec');
  return {
    namespace: existing?.namespace ?? workload.namespace,
    name: existing?.hpa ?? workload.name,
    specs: datedSpecs(told, scenarioHpaSpec(scenario)),
    config: { ...STOCK_CONTROLLER, downscaleStabilizationMs: timing.downscaleStabilizationMs },
    syncPeriodMs: timing.syncPeriodMs,
    containers: [{ name: '', requests: requestsOf(workload) }],
    isOurs: existing === undefined,
    isSpecKnown: told.length > 0,
    metric: scenario.hpa.metric.name,
    ...(scenario.hpa.cpu === undefined ? {} : { resource: 'cpu' as const }),
  };
}

/** Records of older versions say nothing of requests, and have no metric that needs them. */
function requestsOf({ cpuRequest }: Plan['scenario']['workload']): Container['requests'] {
  const cpu = parseQuantity(cpuRequest ?? '');
  return cpu === undefined ? {} : { cpu: milliValue(cpu) };
}

/** Whether the record has what the controller reads of a metric. */
export function isRead({ metric, resource }: AuditedHpa, wanted: MetricSpec): boolean {
  if (wanted.type === 'Resource') return wanted.name === resource;
  return wanted.type === 'Pods' && wanted.metric.name === metric;
}

/** How long the controller's memory can hold a decision back or limit it, by any of its specs; milliseconds. */
export function memorySpanMs({ specs, config }: AuditedHpa): number {
  const spans = specs.flatMap(({ spec: { behavior } }) => {
    if (behavior === undefined) return [config.downscaleStabilizationMs];
    return [behavior.scaleUp, behavior.scaleDown].flatMap((rules) => [
      (rules.stabilizationWindowSeconds ?? config.downscaleStabilizationMs / 1000) * 1000,
      ...rules.policies.map((policy) => policy.periodSeconds * 1000),
    ]);
  });
  return Math.max(...spans);
}
