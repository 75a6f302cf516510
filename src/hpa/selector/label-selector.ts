import type { LabelSelector } from '../spec.ts';
import { type Operator, requirementFault } from './requirement.ts';

/** A metric's selector as Go's `%+v` prints it in messages; `nil` when there is none. */
export function labelSelectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.keys(selector.matchLabels)
    .sort()
    .map((key) => `${key}: ${selector.matchLabels[key]},`)
    .join('');
  const expressions = selector.matchExpressions
    .map(
      ({ key, operator, values }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}

/** Why a metric's selector cannot be used; `undefined` when it can. Go: `metav1.LabelSelectorAsSelector`. */
export function labelSelectorFault(selector: LabelSelector | undefined): string | undefined {
  if (selector === undefined) return undefined;
  for (const key of Object.keys(selector.matchLabels).sort()) {
    const fault = requirementFault({ key, operator: '=', values: [selector.matchLabels[key]!] });
    if (fault !== undefined) return fault;
  }
  for (const { key, operator, values } of selector.matchExpressions) {
    const known = OPERATORS[operator];
    if (known === undefined) return `${JSON.stringify(operator)} is not a valid label selector operator`;
    const fault = requirementFault({ key, operator: known, values });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};
