import type { PromAnswer } from '../prometheus/decode.ts';
import type { ServerCountObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

const COUNTERS = {
  style_requests_accepted_total: 'accepted',
  style_requests_completed_total: 'completed',
  style_requests_rejected_total: 'rejected',
} as const;

/** The query for the serving counters of a workload's pods. */
export function serverCountQuery(workload: {
  readonly namespace: string;
  readonly deployment: string;
}): string {
  const names = Object.keys(COUNTERS).join('|');
  return `{__name__=~"${names}",namespace="${workload.namespace}",pod=~"${workload.deployment}-.+"}`;
}

/** Counts per pod; a pod without all three counters is left out, because a missing count is no zero. */
export function serverCountsOf(answer: PromAnswer, at: Instant): readonly ServerCountObservation[] {
  const byPod = new Map<string, Record<string, number>>();
  for (const { metric, labels, samples } of answer.series) {
    const field = COUNTERS[metric as keyof typeof COUNTERS];
    const value = samples.at(-1)?.value;
    if (field === undefined || labels.pod === undefined || typeof value !== 'number') continue;
    const counts = byPod.get(labels.pod) ?? {};
    counts[field] = value;
    byPod.set(labels.pod, counts);
  }
  return [...byPod].flatMap(([pod, { accepted, completed, rejected }]) =>
    accepted === undefined || completed === undefined || rejected === undefined
      ? []
      : [{ kind: 'serverCount', at, pod, accepted, completed, rejected } as const],
  );
}
