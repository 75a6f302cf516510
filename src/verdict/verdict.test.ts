import { expect, it } from 'vitest';
import { outcomeOf } from './verdict.ts';

it.each([
  [[], 'inconclusive'],
  [['passed'], 'passed'],
  [['passed', 'inconclusive'], 'inconclusive'],
  [['passed', 'inconclusive', 'failed'], 'failed'],
] as const)('joins %j to %s', (statuses, outcome) => {
  expect(outcomeOf(statuses.map((status) => ({ status })))).toBe(outcome);
});
