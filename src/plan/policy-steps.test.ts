import { expect, it } from 'vitest';
import { type Scenario, type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { policyTime } from './policy-steps.ts';
import { scaleOutRounds } from './rounds.ts';

function hpa(own: NonNullable<ScenarioFile['hpa']> = {}): Scenario['hpa'] {
  const load: ScenarioFile['load'] = { stages: [{ kind: 'hold', name: 'h', rate: 1, duration: '1s' }] };
  return scenarioSchema.parse({ name: 'a', hpa: own, load, assertions: [{ kind: 'hpaUnchanged' }] }).hpa;
}

it('without behavior: doubles, but reaches 4 at once, and falls at once', () => {
  expect(policyTime(1, 10, hpa(), 1000)).toEqual({ ms: 2000, sizes: [1, 4, 8, 10] });
  expect(policyTime(10, 1, hpa(), 1000)).toEqual({ ms: 0, sizes: [10, 1] });
});

it('with behavior: the default policies of 4 pods or 100 % in 15 s, whichever is more', () => {
  expect(policyTime(1, 10, hpa({ behavior: {} }), 15_000)).toMatchObject({ sizes: [1, 5, 10] });
});

it('keeps to one pod a period, a period that has just passed still counting', () => {
  const slow = hpa({
    behavior: { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 10 }] } },
  });
  expect(policyTime(4, 1, slow, 1000)).toEqual({ ms: 22_000, sizes: [4, 3, 2, 1] });
});

it('takes the narrower policy with selectPolicy Min, and none when disabled', () => {
  const policies = [
    { type: 'Pods', value: 1, periodSeconds: 10 },
    { type: 'Percent', value: 100, periodSeconds: 10 },
  ] as const;
  const narrow = hpa({ behavior: { scaleUp: { selectPolicy: 'Min', policies: [...policies] } } });
  expect(policyTime(2, 4, narrow, 1000).sizes).toEqual([2, 3, 4]);
  const off = hpa({ behavior: { scaleUp: { selectPolicy: 'Disabled' } } });
  expect(policyTime(1, 2, off, 1000).ms).toBe(Number.POSITIVE_INFINITY);
});

it('knows that n busy GPUs ask for n x 100 / target pods at most', () => {
  expect(scaleOutRounds(hpa(), 5).sizes).toEqual([1, 5]);
  expect(scaleOutRounds(hpa(), 9).sizes).toEqual([1, 5, 9]);
  expect(scaleOutRounds(hpa({ metric: { name: 'queue_depth', averageValue: 90 } }), 9).sizes).toEqual([1, 9]);
});
