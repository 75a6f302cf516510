import type { Plan } from '../plan/plan.ts';
import type { HopTime } from '../record/run-record.ts';
import { oncePerTimeline } from '../sample/once-per-timeline.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import { HOPS } from '../verdict/verdict.ts';
import { type HopSighting, layOutHops } from './hop-sighting.ts';
import { sightSignal } from './metric-hops.ts';
import { sightAnswers, sightEndpoint, sightPod, sightReady } from './pod-hops.ts';
import { sightDeployment, sightHpa, sightLoad } from './scaling-hops.ts';
import { hasTwoPrometheus } from './signal.ts';

/**
 * When the signal of a scale-out reached each hop, from load start to the first answer of a new pod, and how long
 * it took from the hop before it. A hop that it did not reach, or that nobody looked at, has `at: null` and says which.
 */
export function hopTimeline(plan: Plan, timeline: Timeline): readonly HopTime[] {
  const origin = loadSpan(timeline).start;
  if (origin !== undefined) return layOutHops(sightHops(plan, timeline), origin);
  const hops = HOPS.filter((hop) => hop !== 'adapter-prometheus' || hasTwoPrometheus(plan));
  return hops.map((hop) => ({ hop, at: null, tookMs: null, evidence: 'the load never started' }));
}

/** The sightings behind `hopTimeline`, with what was observed at all; none when the load never started. */
export const sightHops = oncePerTimeline((plan: Plan, timeline): readonly HopSighting[] => {
  const origin = loadSpan(timeline).start;
  if (origin === undefined) return [];
  return [
    sightLoad(plan, timeline, origin),
    sightSignal(plan, timeline, origin, 'device'),
    sightSignal(plan, timeline, origin, 'exporter'),
    sightSignal(plan, timeline, origin, 'prometheus'),
    ...(hasTwoPrometheus(plan) ? [sightSignal(plan, timeline, origin, 'adapter-prometheus')] : []),
    sightSignal(plan, timeline, origin, 'custom-metrics'),
    sightHpa(plan, timeline, origin),
    sightDeployment(timeline, origin),
    sightPod(timeline, origin),
    sightReady(timeline, origin),
    sightEndpoint(timeline, origin),
    sightAnswers(timeline, origin),
  ];
});
