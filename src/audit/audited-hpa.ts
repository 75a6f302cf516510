import { type ControllerConfig, STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { Container } from '../hpa/pod.ts';
import { milliValue, parseQuantity } from '../hpa/quantity.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import type { Plan } from '../plan/plan.ts';

/** The HPA as the run applied it, and the controller that the plan says looks after it. */
export interface AuditedHpa {
  readonly namespace: string;
  readonly name: string;
  readonly spec: HpaSpec;
  readonly config: ControllerConfig;
  readonly syncPeriodMs: number;
  /** The containers of each pod with their requests, which a utilization is a percentage of. */
  readonly containers: readonly Container[];
  /** Whether the run applied it; of another one only bounds and target are on record, not the behavior. */
  readonly isOurs: boolean;
}

/** Reads HPA and controller from a plan: the spec as the run writes it, the flags from the timing. */
export function auditedHpa({ scenario, timing }: Plan): AuditedHpa {
  const { workload, existing } = scenario;
  return {
    namespace: existing?.namespace ?? workload.namespace,
    name: existing?.hpa ?? workload.name,
    spec: scenarioHpaSpec(scenario),
    config: { ...STOCK_CONTROLLER, downscaleStabilizationMs: timing.downscaleStabilizationMs },
    syncPeriodMs: timing.syncPeriodMs,
    containers: [{ name: '', requests: requestsOf(workload) }],
    isOurs: existing === undefined,
  };
}

/** Records of older versions say nothing of requests, and have no metric that needs them. */
function requestsOf({ cpuRequest }: Plan['scenario']['workload']): Container['requests'] {
  const cpu = parseQuantity(cpuRequest ?? '');
  return cpu === undefined ? {} : { cpu: milliValue(cpu) };
}

/** How long the controller's memory can hold a decision back or limit it, milliseconds. */
export function memorySpanMs({ spec: { behavior }, config }: AuditedHpa): number {
  if (behavior === undefined) return config.downscaleStabilizationMs;
  const spans = [behavior.scaleUp, behavior.scaleDown].flatMap((rules) => [
    (rules.stabilizationWindowSeconds ?? config.downscaleStabilizationMs / 1000) * 1000,
    ...rules.policies.map((policy) => policy.periodSeconds * 1000),
  ]);
  return Math.max(...spans);
}
