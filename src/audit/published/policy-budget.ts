import type { ControllerMemory } from '../../hpa/memory.ts';
import { scaleDownLimitWithRules, scaleUpLimit, scaleUpLimitWithRules } from '../../hpa/rate-limits.ts';
import type { ScalingRules } from '../../hpa/spec.ts';
import type { HpaRules } from './hpa-rules.ts';
import type { SizeEvent } from './size-events.ts';

/** How far one step may go. */
export interface StepLimit {
  readonly size: number;
  readonly words: string;
  /** Whether nothing that the text leaves open could widen it. */
  readonly isCertain: boolean;
}

/** The furthest size that policies allow a step, with every doubt about ages in its favour; `undefined`: no limit known. */
export function mostBySteps(
  earlier: readonly SizeEvent[],
  event: SizeEvent,
  { behavior, minReplicas = 1, maxReplicas = MANY }: HpaRules,
): StepLimit | undefined {
  const before = earlier.at(-1)!.size;
  const isUp = event.size > before;
  if (typeof behavior === 'string') {
    if (!isUp) return undefined;
    const size = scaleUpLimit(before);
    const words = `max(2 x ${before}, 4) = ${size}, the most that one step reaches without a behavior`;
    return { size, words, isCertain: behavior === 'none' };
  }
  const rules = isUp ? behavior.scaleUp : behavior.scaleDown;
  if (rules.selectPolicy === 'Disabled')
    return { size: before, words: `${before}, this direction being disabled`, isCertain: true };
  const changes = changesOf(earlier, isUp, { minReplicas, maxReplicas });
  const each = rules.policies.map((policy) => {
    const one = { ...rules, selectPolicy: 'Max', policies: [policy] };
    return limitOf(isUp, before, one, kindestMemory(changes, event, policy.periodSeconds * 1000, isUp));
  });
  const takesFurthest = rules.selectPolicy !== 'Min';
  const size = takesFurthest === isUp ? Math.max(...each) : Math.min(...each);
  return {
    size,
    words: `${size}, the furthest that the ${isUp ? 'scale-up' : 'scale-down'} policies allow from ${before}`,
    isCertain: true,
  };
}

function limitOf(isUp: boolean, current: number, rules: ScalingRules, memory: ControllerMemory): number {
  return isUp
    ? scaleUpLimitWithRules(current, memory, rules, 0)
    : scaleDownLimitWithRules(current, memory, rules, 0);
}

/** More replicas than anybody has. */
const MANY = 1_000_000;

interface Change {
  readonly change: number;
  readonly one: SizeEvent;
}

/** How far each rescale went; where the size before it is not known, as far as helps the step that is judged. */
function changesOf(
  earlier: readonly SizeEvent[],
  isUp: boolean,
  { minReplicas, maxReplicas }: { readonly minReplicas: number; readonly maxReplicas: number },
): readonly Change[] {
  return earlier.map((one, index) => {
    const before = one.isAfterGap ? undefined : earlier[index - 1];
    const change = one.size - (before?.size ?? (isUp ? maxReplicas : minReplicas));
    return { change, one };
  });
}

/** The steps that count in the period: those that narrow the budget only if their age leaves no doubt, the others if it may be. */
function kindestMemory(
  steps: readonly Change[],
  event: SizeEvent,
  periodMs: number,
  isUp: boolean,
): ControllerMemory {
  const counted = (wantsUp: boolean) =>
    steps
      .filter(({ change, one }) => {
        if (change === 0 || change > 0 !== wantsUp) return false;
        const longestMs = one.age.belowMs - event.age.fromMs;
        const shortestMs = one.age.fromMs - event.age.belowMs;
        return wantsUp === isUp ? longestMs < periodMs : shortestMs < periodMs;
      })
      .map(({ change }) => ({ change: Math.abs(change), at: 0, outdated: false }));
  return { recommendations: undefined, scaleUpEvents: counted(true), scaleDownEvents: counted(false) };
}
