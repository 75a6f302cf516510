import type { Instant } from '../../units/instant.ts';
import type { Decision, SyncInput } from '../decision.ts';
import type { ControllerMemory } from '../memory.ts';
import { periodStart, scaleDownLimitWithRules, scaleUpLimit, scaleUpLimitWithRules } from '../rate-limits.ts';
import type { ScalingRules } from '../spec.ts';

/** What policies and bounds did to the stabilized size. */
export function explainLimits(
  { hpa }: SyncInput,
  memory: ControllerMemory,
  { workings, status, endedAt }: Decision,
): readonly string[] {
  const { stabilized, currentReplicas = 0 } = workings;
  if (stabilized === undefined) return [];
  const limit = status.conditions.find(({ type }) => type === 'ScalingLimited');
  if (limit === undefined) return [];
  if (limit.status !== 'True') {
    return stabilized === currentReplicas ? [] : ['Policies and bounds allow that.'];
  }
  const { behavior, minReplicas, maxReplicas } = hpa.spec;
  switch (limit.reason) {
    case 'TooManyReplicas':
      return [`More than maxReplicas: ${maxReplicas} (TooManyReplicas).`];
    case 'TooFewReplicas':
      return [`Fewer than minReplicas: ${minReplicas} (TooFewReplicas).`];
    case 'ScaleUpLimit': {
      if (behavior === undefined)
        return [
          `Without a behavior one sync at most doubles, and may always reach 4: ${scaleUpLimit(currentReplicas)} (ScaleUpLimit).`,
        ];
      const most = scaleUpLimitWithRules(currentReplicas, memory, behavior.scaleUp, endedAt);
      return [
        `${policies(behavior.scaleUp, '+', currentReplicas, memory, endedAt)}: at most ${most} now (ScaleUpLimit).`,
      ];
    }
    case 'ScaleDownLimit': {
      if (behavior === undefined) return [];
      const least = scaleDownLimitWithRules(currentReplicas, memory, behavior.scaleDown, endedAt);
      return [
        `${policies(behavior.scaleDown, '-', currentReplicas, memory, endedAt)}: at least ${least} now (ScaleDownLimit).`,
      ];
    }
    default:
      return [`${limit.reason}: ${limit.message}.`];
  }
}

/** Each policy with the size that its period started from, and how one is picked. */
function policies(
  rules: ScalingRules,
  sign: '+' | '-',
  currentReplicas: number,
  memory: ControllerMemory,
  now: Instant,
): string {
  if (rules.selectPolicy === 'Disabled') return 'The direction is disabled (selectPolicy Disabled)';
  const each = rules.policies.map((policy) => {
    const start = periodStart(currentReplicas, memory, policy, now);
    const amount = policy.type === 'Percent' ? `${policy.value} %` : `${policy.value}`;
    return `${start} ${sign} ${amount} in ${policy.periodSeconds} s`;
  });
  const picked = each.length > 1 ? `, of which selectPolicy ${rules.selectPolicy} picks` : '';
  return `Policies ${each.join(', ')}${picked}`;
}
