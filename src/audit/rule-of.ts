import { groupPods } from '../hpa/group-pods.ts';
import { periodStart } from '../hpa/rate-limits.ts';
import type { ScalingRules } from '../hpa/spec.ts';
import { isWithin } from '../hpa/tolerances.ts';
import { tolerancesForHpa } from '../hpa/tolerances-for-hpa.ts';
import { type Attempt, shownValue } from './attempt.ts';
import type { Rule } from './hpa-audit.ts';

/** The rule that had the last word in a sync. */
export function ruleOf(one: Attempt): Rule {
  const { decision } = one.reconciled;
  const { workings, status } = decision;
  const { proposal, stabilized, currentReplicas = 0, metrics } = workings;
  if (decision.events.some(({ reason }) => reason === 'FailedRescale')) return 'error';
  if (proposal === undefined) return ruleWithoutProposal(one);
  const limit = status.conditions.find(({ type }) => type === 'ScalingLimited');
  if (limit?.status === 'True') return limitRule(limit.reason, one);
  if (stabilized !== proposal) {
    const isUp = one.input.hpa.spec.behavior !== undefined && proposal >= currentReplicas;
    return isUp ? 'stabilization-up' : 'stabilization-down';
  }
  if (proposal !== currentReplicas) return 'metric-ratio';
  if (metrics.some(({ error }) => error !== undefined)) return 'missing-metrics';
  const ratio = ratioOf(one);
  const { hpa, config } = one.input;
  if (ratio !== undefined && isWithin(tolerancesForHpa(hpa.spec.behavior, config), ratio)) return 'tolerance';
  return ruleForGroups(one) ?? 'metric-ratio';
}

/** The metric over its target, per pod; of several metrics the one that proposed most. */
export function ratioOf({ reconciled, input }: Attempt): number | undefined {
  const { metrics } = reconciled.decision.workings;
  const most = Math.max(...metrics.map(({ replicas, error }) => (error === undefined ? replicas : -1)));
  const index = metrics.findIndex(({ replicas, error }) => error === undefined && replicas === most);
  const [metric, working] = [input.hpa.spec.metrics[index], metrics[index]];
  if (metric?.type === 'Resource' && working !== undefined) {
    const { averageUtilization, averageValue } = metric.target;
    return averageUtilization === undefined
      ? Number(working.usage) / Number(averageValue)
      : working.utilization / averageUtilization;
  }
  const value = shownValue(reconciled.decision.status);
  const pods = metric ?? input.hpa.spec.metrics[0];
  if (value === null || pods?.type !== 'Pods') return undefined;
  return (1000 * value) / Number(pods.target.averageValue);
}

function ruleWithoutProposal({ reconciled, input }: Attempt): Rule {
  const { workings, status, scaleTo } = reconciled.decision;
  const { maxReplicas } = input.hpa.spec;
  if (scaleTo !== undefined)
    return (workings.currentReplicas ?? 0) > maxReplicas ? 'max-replicas' : 'min-replicas';
  const active = status.conditions.find(({ type }) => type === 'ScalingActive');
  if (active?.reason === 'ScalingDisabled') return 'scaling-disabled';
  return active?.status === 'False' && active.reason.startsWith('FailedGet') ? 'missing-metrics' : 'error';
}

function limitRule(reason: string, one: Attempt): Rule {
  const { behavior } = one.input.hpa.spec;
  switch (reason) {
    case 'TooManyReplicas':
      return 'max-replicas';
    case 'TooFewReplicas':
      return 'min-replicas';
    case 'ScaleUpLimit':
      return behavior === undefined ? 'policy-default' : policyRule(behavior.scaleUp, one, 1);
    default:
      return behavior === undefined ? 'policy-default' : policyRule(behavior.scaleDown, one, -1);
  }
}

/** Which policy gave the limit. */
function policyRule(rules: ScalingRules, { reconciled, before, now }: Attempt, sign: 1 | -1): Rule {
  if (rules.selectPolicy === 'Disabled') return 'direction-disabled';
  const { workings, status } = reconciled.decision;
  const current = workings.currentReplicas ?? 0;
  const isPods = rules.policies.some(
    (policy) =>
      policy.type === 'Pods' &&
      periodStart(current, before.memory, policy, now) + sign * policy.value === status.desiredReplicas,
  );
  return isPods ? 'policy-pods' : 'policy-percent';
}

/** Pods that do not count as they are keep a size that the ratio alone would change. */
function ruleForGroups({ pods, now, read: { items } }: Attempt): Rule | undefined {
  const samples = new Map(items.map(({ pod, timestamp }) => [pod, { value: 0, timestamp, windowMs: 0 }]));
  const rules = { cpuInitializationPeriodMs: 0, initialReadinessDelayMs: 0, now };
  const { unready, missing } = groupPods(pods.pods, samples, '', rules);
  if (unready.length > 0) return 'unready-pods';
  return missing.length > 0 ? 'missing-metrics' : undefined;
}
