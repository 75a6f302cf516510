import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import type { Timing } from '../plan/timing.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import type { Scenario } from '../scenario/schema.ts';
import { likenessOf, trajectoryOf } from '../twin/compare.ts';
import { predictRun } from './predict.ts';
import { playTwin } from './twin-session.ts';

/** A recorded lab run. */
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

function trajectoryOfDraw({ scenario, timing, seed }: LabRun, draw: number): readonly number[] {
  const seen: Observation[] = [];
  const emit = (observation: Observation) => seen.push(observation);
  const plan = makePlan(scenario, timing, seed);
  const { endedAt } = playTwin(plan, { startAt: 0, emit, draw, detail: 'scaling' });
  return trajectoryOf(buildTimeline(seen, { startedAt: 0, endedAt, complete: true }));
}

function likenessToMedian({ scenario, timing, seed, ready }: LabRun) {
  const { trajectory } = predictRun(makePlan(scenario, timing, seed))!;
  return likenessOf(
    trajectory.map(({ median }) => median),
    ready,
  );
}

describe('the twin beside recorded lab runs', () => {
  it.each(runs.map((run) => [run.scenario.name, run.runId, run] as const))(
    'has a draw that stays within one replica of %s %s for 95 % of the time',
    (_name, _runId, run) => {
      let best = 0;
      for (let draw = 0; draw < 25 && best < 0.95; draw++) {
        const likeness = likenessOf(trajectoryOfDraw(run, draw), run.ready);
        expect(likeness.seconds).toBeGreaterThan(run.ready.length * 0.8);
        best = Math.max(best, likeness.withinOne);
      }
      expect(best).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('predicts by its median within one replica: for 95 % of the time in all runs but short ones in which a part was killed', () => {
    const far = runs.filter((run) => likenessToMedian(run).withinOne < 0.95);
    expect(far.filter(({ scenario }) => scenario.name !== 'prometheus-killed')).toEqual([]);
    expect(far.length).toBeLessThanOrEqual(1);
  });
});
