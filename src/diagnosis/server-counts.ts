import type { Plan } from '../plan/plan.ts';
import type { RequestObservation, ServerCountObservation } from '../sample/observation.ts';
import { lastAt, loadSpan, type Timeline } from '../sample/timeline.ts';

/**
 * Images that the serving pods accepted during the run, by their own counters; `null` where they were not read.
 * A counter that falls belongs to a restarted container and counts on from 0.
 */
export function serverAccepted(timeline: Timeline): number | null {
  const counts = timeline.of('serverCount');
  if (counts.length === 0) return null;
  const requests = requestsByPod(timeline);
  let total = 0;
  for (const [pod, list] of Map.groupBy(counts, (count) => count.pod))
    total += increase(timeline, requests.get(pod) ?? [], list);
  return total;
}

/**
 * Pods that answered more images than their own counter shows: the two sides of the load do not agree.
 * Pods whose counter died with them are left out, and answers younger than the last read counter are not counted.
 */
export function disagreeingPods(plan: Plan, timeline: Timeline): readonly string[] {
  const counts = Map.groupBy(timeline.of('serverCount'), (count) => count.pod);
  const died = new Set(
    timeline
      .of('pod')
      .filter((p) => p.change === 'failed' || p.change === 'restarted')
      .map((p) => p.pod),
  );
  // A counter read through Prometheus may be two scrapes old, and the answer to the read has its own way to go.
  const ageMs = 3 * plan.timing.scrapeIntervalMs + 2000;
  const requests = requestsByPod(timeline);
  const problems: string[] = [];
  for (const [pod, list] of counts) {
    if (died.has(pod)) continue;
    const own = requests.get(pod) ?? [];
    const accepted = increase(timeline, own, list);
    const readUntil = (list.at(-1)?.at ?? 0) - ageMs;
    const answered = own.filter((r) => r.outcome === 'ok' && r.at <= readUntil).length;
    if (answered > accepted) {
      problems.push(`pod ${pod} answered ${answered} images but counts only ${accepted} accepted`);
    }
  }
  return problems;
}

function requestsByPod(timeline: Timeline): ReadonlyMap<string | undefined, readonly RequestObservation[]> {
  return Map.groupBy(timeline.of('request'), (request) => request.pod);
}

function increase(
  timeline: Timeline,
  requests: readonly RequestObservation[],
  counts: readonly ServerCountObservation[],
): number {
  let total = 0;
  let last = baseline(timeline, requests, counts);
  for (const { accepted } of counts) {
    total += accepted >= last ? accepted - last : accepted;
    last = accepted;
  }
  return total;
}

/**
 * Where a pod's counter stood when the load began: as read then, or 0 where the first reading is no more than this
 * run had sent to the pod by that time; otherwise somebody else had used the pod before.
 */
function baseline(
  timeline: Timeline,
  requests: readonly RequestObservation[],
  counts: readonly ServerCountObservation[],
): number {
  const start = loadSpan(timeline).start ?? timeline.startedAt;
  const before = lastAt(counts, start);
  if (before) return before.accepted;
  const first = counts[0]!;
  const ours = requests.filter((r) => r.sentAt <= first.at).length;
  return first.accepted <= ours ? 0 : first.accepted;
}
