import type { Hpa } from '../kube/objects.ts';
import { fullScale, type MetricProfile } from '../metric/profile.ts';
import { parseQuantity } from '../units/quantity.ts';
import { type Check, found, missing, type Question } from './check.ts';

/** The HPA's default tolerance; within it nothing changes. */
const TOLERANCE = 0.1;

/** Whether the target of an HPA that exists already is one that the metric can pass, in its unit. */
export function checkHpaTarget(
  { spec, metadata }: Hpa,
  profile: MetricProfile,
  metric: string,
): readonly Check[] {
  const target = spec.metrics?.find(({ pods }) => pods?.metric.name === metric)?.pods?.target?.averageValue;
  const value = target === undefined ? undefined : parseQuantity(target);
  if (value === undefined) return [];
  const most = fullScale(profile);
  const unit = most === 1 ? 'a ratio from 0 to 1' : 'a percentage';
  const question: Question = {
    id: 'hpa-target-unit',
    hop: 'HPA',
    wanted: `HPA ${metadata.name} has a target that ${profile.series} can pass: it is ${unit}`,
  };
  if (value * (1 + TOLERANCE) >= most) {
    const meant = most === 1 && value > 1 ? `; ${target} percent is ${Math.round(10 * value)}m` : '';
    const fix = `${profile.series} ends at ${most}, so this target never adds a pod${meant}`;
    return [missing(question, { seen: `its target is ${target}`, fix })];
  }
  if (most === 100 && value < 1) {
    const fix = `any work at all passes it; ${Math.round(100 * value)} is meant if it was written as a ratio`;
    return [missing(question, { seen: `its target is ${target}`, fix, dooms: false })];
  }
  return [found(question, `its target is ${target}`)];
}
