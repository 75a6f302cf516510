import { profileOf } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
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
 * A duty cycle has an end, so n busy pods can ask for at most ceil(n x end / target) pods; more need the new
 * pods to be seen busy first. For a metric that is no duty cycle no cap is known and one round is assumed.
 */
export function scaleOutRounds(hpa: Scenario['hpa'], to: number): Rounds {
  const from = hpa.minReplicas;
  const full = fullDutyCycle(hpa.metric);
  if (full === undefined) return { sizes: [from, to] };
  const target = parseQuantity(hpa.metric.averageValue) ?? 1;
  const tolerance = parseQuantity(hpa.behavior?.scaleUp?.tolerance ?? '') ?? TOLERANCE;
  const sizes = [from];
  if (full / target <= 1 + tolerance) {
    const unreachable = `a fully busy GPU reads ${full}, and ${full} / ${target} is within the tolerance ${tolerance}: the HPA will not scale out`;
    return { sizes: [from, to], unreachable };
  }
  for (let size = from; size < to; ) {
    size = Math.min(to, Math.ceil((size * full) / target));
    sizes.push(size);
  }
  return { sizes };
}

/** What a fully busy GPU reads, by the metric's profile or name; `undefined` for a metric that may be no duty cycle. */
export function fullDutyCycle({ name, profile }: Scenario['hpa']['metric']): 100 | 1 | undefined {
  const known = profileOf(profile);
  if (known.name !== 'dcgm' || name === known.metric) return fullScale(known);
  return /GPU_UTIL|duty_cycle/i.test(name) ? 100 : undefined;
}
