import { NO_MEMORY } from '../../hpa/memory.ts';
import { scaleDownLimitWithRules, scaleUpLimit, scaleUpLimitWithRules } from '../../hpa/rate-limits.ts';
import type { HpaRules } from './hpa-rules.ts';
import type { Way } from './judge-size.ts';

/** The size before and after a sync, and the reasons of its conditions. */
export interface DescribedDecision {
  readonly current: number;
  readonly result: number;
  /** The reason of AbleToScale. */
  readonly able: string;
  /** The reason of ScalingLimited. */
  readonly limited: string;
}

/** The ways that agree with the conditions of a described HPA; none when they contradict each other. */
export function waysDescribed(decision: DescribedDecision, rules: HpaRules): readonly Way[] {
  return decision.able === 'SucceededRescale' ? rescaled(decision, rules) : kept(decision, rules);
}

function rescaled({ current, result, limited }: DescribedDecision, rules: HpaRules): readonly Way[] {
  const { minReplicas = 1, maxReplicas = result, behavior } = rules;
  switch (limited) {
    case 'DesiredWithinRange':
      return withinRange(current, result, rules);
    case 'TooManyReplicas':
      return result === maxReplicas
        ? [
            { fits: (p) => p > maxReplicas, words: `maxReplicas ${maxReplicas}` },
            ...rememberedAbove(current, result, rules),
          ]
        : [];
    case 'TooFewReplicas':
      return result === minReplicas
        ? [{ fits: (p) => p < minReplicas, words: `minReplicas ${minReplicas}` }]
        : [];
    case 'ScaleUpLimit':
      if (result <= current || result >= maxReplicas) return [];
      return behavior === 'none'
        ? [...doubled(current, result), ...rememberedAbove(current, result, rules)]
        : upPolicies(current, result, rules);
    case 'ScaleDownLimit':
      return behavior === 'none' || result >= current ? [] : downPolicies(current, result, rules);
    default:
      return [];
  }
}

function withinRange(current: number, result: number, { behavior }: HpaRules): readonly Way[] {
  const exact = { fits: (p: number) => p === result, words: `${result}` };
  if (typeof behavior === 'string') {
    const words = `${result}, the highest recommendation that the window remembers`;
    const remembered: Way = { fits: (p) => p < result, words };
    if (result < current) return [exact, remembered];
    // To be remembered above the present size it had to be cut, and so the present size is such a cut.
    const isCut = current >= 4 && current % 2 === 0;
    return isCut ? [exact, { ...remembered, needs: 'a limit had cut that recommendation' }] : [exact];
  }
  const { scaleUp, scaleDown } = behavior;
  if (result > current) {
    if ((scaleUp.stabilizationWindowSeconds ?? 0) === 0) return [exact];
    return [
      exact,
      { fits: (p) => p > result, words: `${result}, the lowest recommendation of the scale-up window` },
    ];
  }
  if (scaleDown.stabilizationWindowSeconds === 0) return [exact];
  return [
    exact,
    { fits: (p) => p < result, words: `${result}, the highest recommendation of the scale-down window` },
  ];
}

/** Without a behavior what a limit has cut is remembered, so that the size goes on to grow whatever is proposed then. */
function rememberedAbove(current: number, result: number, { behavior }: HpaRules): readonly Way[] {
  const isCut = current >= 4 && current % 2 === 0;
  if (typeof behavior !== 'string' || !isCut || result > scaleUpLimit(current)) return [];
  const words = `${result}, the most of a recommendation that the window remembers`;
  return [{ fits: (p) => p <= result, words, needs: 'a limit had cut that recommendation' }];
}

function doubled(current: number, result: number): readonly Way[] {
  const limit = scaleUpLimit(current);
  return result === limit
    ? [{ fits: (p) => p > limit, words: `max(2 x ${current}, 4) = ${limit}, the most without a behavior` }]
    : [];
}

function upPolicies(current: number, result: number, { behavior }: HpaRules): readonly Way[] {
  if (typeof behavior === 'string') return [];
  const fresh = scaleUpLimitWithRules(current, NO_MEMORY, behavior.scaleUp, 0);
  const fits = (p: number): boolean => p > result;
  if (result === fresh)
    return [{ fits, words: `${result}, the most that the scale-up policies allow from ${current}` }];
  if (result < fresh)
    return [{ fits, words: `${result}, what earlier steps left of the policies' ${fresh}` }];
  const needs = `a scale-down just before had enlarged the budget of the policies, which is ${fresh} from ${current}`;
  return [{ fits, words: `${result}, by the scale-up policies`, needs }];
}

function downPolicies(current: number, result: number, { behavior }: HpaRules): readonly Way[] {
  if (typeof behavior === 'string') return [];
  const fresh = scaleDownLimitWithRules(current, NO_MEMORY, behavior.scaleDown, 0);
  const fits = (p: number): boolean => p < result;
  if (result === fresh)
    return [{ fits, words: `${result}, the least that the scale-down policies allow from ${current}` }];
  if (result > fresh)
    return [{ fits, words: `${result}, what earlier steps left of the policies' ${fresh}` }];
  const needs = `a scale-up just before had enlarged the budget of the policies, which is ${fresh} from ${current}`;
  return [{ fits, words: `${result}, by the scale-down policies`, needs }];
}

/** The size stayed: AbleToScale says what the windows did, ScalingLimited what the limits did. */
function kept({ current, able, limited }: DescribedDecision, rules: HpaRules): readonly Way[] {
  const { minReplicas = 1, maxReplicas = current, behavior } = rules;
  const hasBehavior = behavior !== 'none';
  const isMax = limited === 'TooManyReplicas' && current === maxReplicas;
  const isMin = limited === 'TooFewReplicas' && current === minReplicas;
  const within = limited === 'DesiredWithinRange';
  switch (able) {
    case 'ReadyForNewScale':
      if (within) return [{ fits: (p) => p === current, words: `${current}, so nothing changes` }];
      if (isMax) return [{ fits: (p) => p > maxReplicas, words: `maxReplicas ${maxReplicas}` }];
      if (isMin) return [{ fits: (p) => p < minReplicas, words: `minReplicas ${minReplicas}` }];
      if (limited === 'ScaleUpLimit' && hasBehavior)
        return [{ fits: (p) => p > current, words: `${current}, the scale-up policies being used up` }];
      if (limited === 'ScaleDownLimit' && hasBehavior)
        return [{ fits: (p) => p < current, words: `${current}, the scale-down policies being used up` }];
      return [];
    case 'ScaleDownStabilized':
      if (within || isMin || (limited === 'ScaleDownLimit' && hasBehavior))
        return [{ fits: (p) => p < current, words: `${current}, held by the scale-down window` }];
      if (isMax && !hasBehavior) return [{ fits: () => true, words: `maxReplicas ${maxReplicas}` }];
      return [];
    case 'ScaleUpStabilized':
      return hasBehavior
        ? [{ fits: (p) => p > current, words: `${current}, held by the scale-up window` }]
        : [];
    default:
      return [];
  }
}
