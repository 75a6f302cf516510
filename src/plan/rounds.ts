import type { Scenario } from '../scenario/schema.ts';
import { parseQuantity } from '../units/quantity.ts';

/** The HPA's default tolerance (`--horizontal-pod-autoscaler-tolerance`). */
const TOLERANCE = 0.1;

/** How many rounds of "see the metric, start pods" a scale-out needs. */
export interface Rounds {
  /** The sizes between rounds, for example `1 -> 5 -> 8`. */
  readonly sizes: readonly number[];
  /** Why the size cannot be reached, where the figures of the scenario rule it out. */
  readonly unreachable?: string;
}

/**
 * A duty cycle is at most 100, so n busy pods can ask for at most ceil(n x 100 / target) pods; more need the new
 * pods to be seen busy first. For a metric that is no duty cycle no cap is known and one round is assumed.
 */
export function scaleOutRounds(hpa: Scenario['hpa'], to: number): Rounds {
  const from = hpa.minReplicas;
  if (!isDutyCycle(hpa.metric.name)) return { sizes: [from, to] };
  const target = parseQuantity(hpa.metric.averageValue) ?? 1;
  const tolerance = parseQuantity(hpa.behavior?.scaleUp?.tolerance ?? '') ?? TOLERANCE;
  const sizes = [from];
  if (100 / target <= 1 + tolerance) {
    const unreachable = `a fully busy GPU reads 100, and 100 / ${target} is within the tolerance ${tolerance}: the HPA will not scale out`;
    return { sizes: [from, to], unreachable };
  }
  for (let size = from; size < to; ) {
    size = Math.min(to, Math.ceil((size * 100) / target));
    sizes.push(size);
  }
  return { sizes };
}

/** Whether a metric is a share of time from 0 to 100, by its name. */
export function isDutyCycle(metric: string): boolean {
  return /GPU_UTIL|duty_cycle/i.test(metric);
}
