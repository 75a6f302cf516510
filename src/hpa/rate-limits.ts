import type { Instant } from '../units/instant.ts';
import { addInt32, int32OfFloat, MAX_INT32 } from './int64.ts';
import type { ControllerMemory } from './memory.ts';
import { replicasChangePerPeriod } from './scale-events.ts';
import type { ScalingPolicy, ScalingRules } from './spec.ts';

const MIN_INT32 = -2_147_483_648;

/** Without `behavior`: double, but at least to four. Go: `calculateScaleUpLimit`. */
export function scaleUpLimit(currentReplicas: number): number {
  return int32OfFloat(Math.max(2 * currentReplicas, 4));
}

/** The most replicas that the scale-up policies allow now. Go: `calculateScaleUpLimitWithScalingRules`. */
export function scaleUpLimitWithRules(
  currentReplicas: number,
  memory: ControllerMemory,
  rules: ScalingRules,
  now: Instant,
): number {
  if (rules.selectPolicy === 'Disabled') return currentReplicas;
  const takesLeast = rules.selectPolicy === 'Min';
  let limit = takesLeast ? MAX_INT32 : MIN_INT32;
  // A policy of unknown type repeats the proposal before it, as upstream's variable does.
  let proposed = 0;
  for (const policy of rules.policies) {
    const start = periodStart(currentReplicas, memory, policy, now);
    if (policy.type === 'Pods') proposed = addInt32(start, policy.value);
    // In doubles: 50 pods and 10 % are 55.00000000000001, so 56.
    else if (policy.type === 'Percent') proposed = int32OfFloat(Math.ceil(start * (1 + policy.value / 100)));
    limit = takesLeast ? Math.min(limit, proposed) : Math.max(limit, proposed);
  }
  return limit;
}

/** The fewest replicas that the scale-down policies allow now. Go: `calculateScaleDownLimitWithBehaviors`. */
export function scaleDownLimitWithRules(
  currentReplicas: number,
  memory: ControllerMemory,
  rules: ScalingRules,
  now: Instant,
): number {
  if (rules.selectPolicy === 'Disabled') return currentReplicas;
  // Here the smallest change is the largest number.
  const takesMost = rules.selectPolicy === 'Min';
  let limit = takesMost ? MIN_INT32 : MAX_INT32;
  let proposed = 0;
  for (const policy of rules.policies) {
    const start = periodStart(currentReplicas, memory, policy, now);
    if (policy.type === 'Pods') proposed = addInt32(start, -policy.value);
    else if (policy.type === 'Percent') proposed = int32OfFloat(start * (1 - policy.value / 100));
    limit = takesMost ? Math.max(limit, proposed) : Math.min(limit, proposed);
  }
  return limit;
}

/** Events of both directions count: a recent scale-down enlarges the budget for scaling up, and the other way round. */
export function periodStart(
  currentReplicas: number,
  memory: ControllerMemory,
  policy: ScalingPolicy,
  now: Instant,
): number {
  const added = replicasChangePerPeriod(policy.periodSeconds, memory.scaleUpEvents, now);
  const removed = replicasChangePerPeriod(policy.periodSeconds, memory.scaleDownEvents, now);
  return addInt32(addInt32(currentReplicas, -added), removed);
}
