import type { Plan } from '../plan/plan.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { joinDraws, type Prediction } from '../twin/prediction.ts';
import { servingFault } from '../twin/serving-options.ts';
import { playTwin } from './twin-session.ts';

const MOST_DRAWS = 25;
/** Events that all draws together may have: what takes about half a second. */
const EVENT_BUDGET = 1_000_000;
const EVENTS_PER_IMAGE = 7;
const EVENTS_PER_SECOND = 60;

/**
 * Plays a plan on the twin as often as half a second allows, and says what came of it; `undefined` for a plan so long
 * that even one play would keep its reader waiting, and for pods that would not start. Deterministic.
 */
export function predictRun(plan: Plan): Prediction | undefined {
  const seconds = plan.predicted.durationMs / 1000;
  const events = plan.arrivals.length * EVENTS_PER_IMAGE + seconds * EVENTS_PER_SECOND;
  if (events > EVENT_BUDGET || servingFault(plan.scenario.workload.env) !== undefined) return undefined;
  const draws = Math.min(MOST_DRAWS, Math.floor(EVENT_BUDGET / events));
  const timelines = Array.from({ length: draws }, (_, draw) => {
    const seen: Observation[] = [];
    const { endedAt } = playTwin(plan, {
      startAt: 0,
      emit: (observation) => seen.push(observation),
      draw,
      detail: 'scaling',
    });
    return buildTimeline(seen, { startedAt: 0, endedAt, complete: true });
  });
  return joinDraws(timelines, plan.scenario.hpa.minReplicas);
}
