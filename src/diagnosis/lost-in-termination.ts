import type { Plan } from '../plan/plan.ts';
import type { RequestObservation } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';

/** A request without a right answer that was in flight while a pod terminated. */
export interface TerminationLoss {
  readonly request: RequestObservation;
  readonly pod: string;
  readonly terminatingAt: Instant;
}

/**
 * Requests lost or failed while a pod terminated, each with one such pod: the pod named in the answer where there
 * is one, else the pod that began to terminate last before the loss.
 */
export function requestsLostInTermination(plan: Plan, timeline: Timeline): readonly TerminationLoss[] {
  const terminations = terminationsOf(plan, timeline);
  if (terminations.length === 0) return [];
  const losses: TerminationLoss[] = [];
  for (const request of timeline.of('request')) {
    if (request.outcome !== 'lost' && request.outcome !== 'error') continue;
    const hit = terminations.findLast(
      (t) =>
        request.at >= t.from - WATCH_LAG_MS && request.sentAt <= t.to && (request.pod ?? t.pod) === t.pod,
    );
    if (hit) losses.push({ request, pod: hit.pod, terminatingAt: hit.from });
  }
  return losses;
}

/** The node acts on a deletion at once, and the run's own watch may hear of it this much later. */
const WATCH_LAG_MS = 250;

interface Termination {
  readonly pod: string;
  readonly from: Instant;
  readonly to: Instant;
}

function terminationsOf(plan: Plan, timeline: Timeline): readonly Termination[] {
  const gone = new Map<string, Instant>();
  for (const seen of timeline.of('pod')) if (seen.change === 'deleted') gone.set(seen.pod, seen.at);
  return timeline
    .of('pod')
    .filter((seen) => seen.change === 'terminating')
    .map(({ pod, at }) => ({
      pod,
      from: at,
      to: gone.get(pod) ?? at + plan.scenario.workload.terminationGrace,
    }));
}
