import type { Instant } from '../units/instant.ts';
import type { Condition, ConditionType } from './status.ts';

/** What a condition says, without its time. */
export interface ConditionText {
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

/**
 * The list with one condition set: its transition time moves only when its status changes, new types go to the end.
 * Go: `setConditionInList`.
 */
export function setCondition(
  conditions: readonly Condition[],
  type: ConditionType,
  text: ConditionText,
  now: Instant,
): readonly Condition[] {
  let index = 0;
  while (index < conditions.length && conditions[index]?.type !== type) index++;
  const before = conditions[index];
  if (before === undefined) return [...conditions, { type, ...text, lastTransitionTime: now }];
  const { status, reason, message } = text;
  if (before.status === status && before.reason === reason && before.message === message) return conditions;
  const lastTransitionTime = before.status === status ? before.lastTransitionTime : now;
  return conditions.with(index, { type, status, reason, message, lastTransitionTime });
}

/** The list without one type. Go: `removeCondition`. */
export function removeCondition(conditions: readonly Condition[], type: ConditionType): readonly Condition[] {
  return conditions.some((one) => one.type === type)
    ? conditions.filter((one) => one.type !== type)
    : conditions;
}

/** Whether the HPA itself has scaled its target to zero. Go: `getScaledToZeroConditionStatus`. */
export function isScaledToZero(conditions: readonly Condition[]): boolean {
  return conditions.find((one) => one.type === 'ScaledToZero')?.status === 'True';
}
