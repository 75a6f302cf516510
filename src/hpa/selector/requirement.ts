import { labelKeyProblems, labelValueProblems } from './label-names.ts';

/** Operators of a requirement, as upstream spells them. */
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

/** One requirement of a label selector. Go: `labels.Requirement`. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

/** Whether labels fulfil a requirement. Go: `Requirement.Matches`. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  // A key such as `constructor` finds something on every object, but no string.
  const found: unknown = labels[key];
  const value = typeof found === 'string' ? found : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return (
        value !== undefined && WHOLE.test(value) && isBeyond(operator, BigInt(value), BigInt(values[0]!))
      );
  }
}

function isBeyond(operator: 'gt' | 'lt', value: bigint, bound: bigint): boolean {
  return operator === 'gt' ? value > bound : value < bound;
}

/** What is wrong with a requirement, as upstream words it; `undefined` when it is valid. Go: `labels.NewRequirement`. */
export function requirementFault({ key, operator, values }: Requirement): string | undefined {
  const faults: string[] = [];
  const keyFault = labelKeyFault(key, 'key');
  if (keyFault !== undefined) faults.push(keyFault);
  if ((operator === 'in' || operator === 'notin') && values.length === 0)
    faults.push(invalid('values', 'null', "for 'in', 'notin' operators, values set can't be empty"));
  if ((operator === 'exists' || operator === '!') && values.length > 0)
    faults.push(
      invalid('values', JSON.stringify(values), 'values set must be empty for exists and does not exist'),
    );
  if (operator === 'gt' || operator === 'lt')
    values.forEach((value, index) => {
      if (!WHOLE.test(value))
        faults.push(
          invalid(
            `values[${index}]`,
            JSON.stringify(value),
            "for 'Gt', 'Lt' operators, the value must be an integer",
          ),
        );
    });
  values.forEach((value, index) => {
    const problems = labelValueProblems(value);
    if (problems.length > 0)
      faults.push(invalid(`values[${index}][${key}]`, JSON.stringify(value), problems.join('; ')));
  });
  const distinct = [...new Set(faults)];
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : distinct[0];
}

/** What is wrong with a label key; `undefined` when it is valid. */
export function labelKeyFault(key: string, path: string): string | undefined {
  const problems = labelKeyProblems(key);
  return problems.length === 0 ? undefined : invalid(path, JSON.stringify(key), problems.join('; '));
}

function invalid(path: string, value: string, detail: string): string {
  return `${path}: Invalid value: ${value}: ${detail}`;
}

const WHOLE = /^[+-]?\d+$/;
