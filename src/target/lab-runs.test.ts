import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import type { Timing } from '../plan/timing.ts';
import type { Scenario } from '../scenario/schema.ts';
import { likenessOf } from '../twin/compare.ts';
import { predictRun } from './predict.ts';

interface LabRun {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly timing: Timing;
  readonly seed: number;
  /** Ready replicas at each second from load start. */
  readonly ready: readonly number[];
}

const path = new URL('../../fixtures/lab-runs.jsonl', import.meta.url);
const runs = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as LabRun);

it.each(runs.map((run) => [run.scenario.name, run.runId, run] as const))(
  'the twin is within one replica of lab run %s %s for 95 % of the time',
  (_name, _runId, { scenario, timing, seed, ready }) => {
    const { trajectory, draws } = predictRun(makePlan(scenario, timing, seed));
    expect(draws).toBeGreaterThan(10);
    const medians = trajectory.map(({ median }) => median);
    const likeness = likenessOf(medians, ready);
    expect(likeness.withinOne, `${medians.join('')}\n${ready.join('')}`).toBeGreaterThanOrEqual(0.95);
    // Most of the run is watched on both sides.
    expect(likeness.seconds).toBeGreaterThan(ready.length * 0.8);
  },
);
