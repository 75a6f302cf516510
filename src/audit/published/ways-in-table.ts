import { NO_MEMORY } from '../../hpa/memory.ts';
import { scaleDownLimitWithRules, scaleUpLimit, scaleUpLimitWithRules } from '../../hpa/rate-limits.ts';
import type { ScalingRules } from '../../hpa/spec.ts';
import type { HpaRules } from './hpa-rules.ts';
import type { Way } from './judge-size.ts';
import type { RememberedSizes } from './remembered-sizes.ts';

/** A size in one row and in the next; conditions are not in a table. */
export interface TableDecision {
  readonly current: number;
  readonly result: number;
  /** No metric is hidden or without a value. */
  readonly isWhole: boolean;
  readonly remembered: RememberedSizes;
  /** How long ago the size last grew, at least, ms; `undefined` where no row shows it. */
  readonly grewAgoMs: number | undefined;
  /** The same of falling. */
  readonly shrankAgoMs: number | undefined;
}

/** The ways from a proposal to the size of the next row. */
export function waysInTable(decision: TableDecision, rules: HpaRules): readonly Way[] {
  const { current, result, isWhole } = decision;
  const { minReplicas = 1, maxReplicas = result } = rules;
  const exact: Way = {
    fits: (p) => p === result,
    words: result === current ? `${result}, so nothing changes` : `${result}`,
  };
  const max: readonly Way[] =
    result === maxReplicas ? [{ fits: (p) => p > maxReplicas, words: `maxReplicas ${maxReplicas}` }] : [];
  const min: readonly Way[] =
    result === minReplicas ? [{ fits: (p) => p < minReplicas, words: `minReplicas ${minReplicas}` }] : [];
  const hidden: readonly Way[] =
    isWhole || result < current
      ? []
      : [{ fits: () => true, words: `${result}`, needs: 'a metric that is not shown asked for it' }];
  if (result > current) return [exact, ...max, ...limitedUp(decision, rules), ...hidden];
  if (result < current) return [exact, ...min, ...heldDown(decision, rules)];
  return [exact, ...max, ...min, ...stayed(decision, rules), ...hidden];
}

function limitedUp(
  { current, result, remembered, shrankAgoMs }: TableDecision,
  { behavior, maxReplicas = result }: HpaRules,
): readonly Way[] {
  if (typeof behavior !== 'string') {
    const fresh = scaleUpLimitWithRules(current, NO_MEMORY, behavior.scaleUp, 0);
    const isWidened = isWithin(behavior.scaleUp, shrankAgoMs);
    const hasWindow = (behavior.scaleUp.stabilizationWindowSeconds ?? 0) > 0;
    const isExact = !hasWindow && !isWidened && result > fresh;
    return isExact
      ? []
      : [{ fits: (p) => p > result, words: `${result}, by the scale-up policies or window` }];
  }
  const ways: Way[] = [];
  const most = scaleUpLimit(current);
  if (result === most)
    ways.push({
      fits: (p) => p > most,
      words: `max(2 x ${current}, 4) = ${most}, the most without a behavior`,
    });
  const line = remembered.above.get(result);
  if (line !== undefined)
    ways.push({
      fits: (p) => p < result,
      words: `${result}, recommended in line ${line}, cut by a limit then, and remembered`,
    });
  const reach = Math.min(most, maxReplicas);
  const further = [...remembered.above].find(([size]) => size > reach);
  if (result === reach && further !== undefined)
    ways.push({
      fits: (p) => p < result,
      words: `${result}, the most of ${further[0]}, recommended in line ${further[1]} and remembered`,
    });
  if (remembered.isOlder)
    ways.push({
      fits: (p) => p < result,
      words: `${result}`,
      needs: 'more was recommended before the first row, cut by a limit, and remembered',
    });
  if (behavior === 'unknown')
    ways.push({
      fits: (p) => p > result,
      words: `${result}`,
      needs: 'a scale-up policy or window, which a table does not show, allows no more',
    });
  return ways;
}

function heldDown(
  { current, result, remembered, grewAgoMs }: TableDecision,
  { behavior }: HpaRules,
): readonly Way[] {
  if (typeof behavior !== 'string') {
    if (behavior.scaleDown.selectPolicy === 'Disabled') return [];
    const fresh = scaleDownLimitWithRules(current, NO_MEMORY, behavior.scaleDown, 0);
    return [
      {
        fits: (p) => p < result && (result >= fresh || isWithin(behavior.scaleDown, grewAgoMs)),
        words: `${result}, by the scale-down policies or window`,
      },
    ];
  }
  const line = remembered.below.get(result);
  const fits = (p: number): boolean => p < result;
  if (line !== undefined)
    return [{ fits, words: `${result}, recommended in line ${line} and still in the window` }];
  const needs =
    behavior === 'none'
      ? `a recommendation of ${result} was made that no line shows`
      : 'a scale-down policy, which a table does not show, allows no less';
  return [{ fits, words: `${result}`, needs }];
}

function stayed({ current, grewAgoMs }: TableDecision, { behavior }: HpaRules): readonly Way[] {
  const held: Way = {
    fits: (p) => p < current,
    words: `${current}, held by the scale-down window or a policy`,
  };
  if (behavior === 'none') return [held];
  const fits = (p: number): boolean => p > current;
  if (typeof behavior !== 'string')
    return mayHoldUp(behavior.scaleUp, grewAgoMs)
      ? [held, { fits, words: `${current}, held by the scale-up policies or window` }]
      : [held];
  const needs = 'a scale-up policy or window, which a table does not show, holds it';
  return [held, { fits, words: `${current}`, needs }];
}

/** Without a window a scale-up waits only for its policies, and these for no longer than their periods. */
function mayHoldUp(rules: ScalingRules, grewAgoMs: number | undefined): boolean {
  if (rules.selectPolicy === 'Disabled' || (rules.stabilizationWindowSeconds ?? 0) > 0) return true;
  return isWithin(rules, grewAgoMs);
}

/** Whether a step so long ago may still count in a period. */
function isWithin(rules: ScalingRules, agoMs: number | undefined): boolean {
  const longestMs = Math.max(...rules.policies.map(({ periodSeconds }) => periodSeconds)) * 1000;
  return agoMs === undefined || agoMs <= longestMs;
}
