import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Observation } from '../sample/observation.ts';
import { readScenario } from '../scenario/load-scenario.ts';
import { openTwinTarget } from './twin-target.ts';

test('a play in virtual time stops where it is when it is interrupted', async () => {
  const file = 'scenarios/fast-style-transfer.yaml';
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const { scenario } = readScenario(text, file);
  const target = openTwinTarget({ scenario, clock: systemClock, tell: () => {} });
  const interruption = new AbortController();
  const seen: Observation[] = [];
  const emit = (one: Observation) => {
    // As a signal comes: between two turns of the program's own loop.
    if (seen.push(one) === 1) setImmediate(() => interruption.abort(new Error('interrupted by SIGINT')));
  };
  const plan = makePlan(scenario, target.timing, scenario.seed);
  const { endedAt, ...why } = await target.execute(plan, emit, interruption.signal);
  expect(why).toEqual({ reason: 'interrupted', detail: 'interrupted by SIGINT' });
  expect(endedAt! - seen[0]!.at).toBeLessThan(1000);
  expect(Math.max(...seen.map(({ at }) => at))).toBeLessThanOrEqual(endedAt!);
});
