import type { RequestObservation } from '../sample/observation.ts';
import type { Window } from '../verdict/verdict.ts';
import type { Context } from './assertion.ts';

/** The requests of a stage, or of all stages, and the time they cover. */
export function requestsOf(
  { timeline, loadStart, loadEnd }: Context,
  stage: string | undefined,
): { readonly requests: readonly RequestObservation[]; readonly window: Window } {
  const requests = timeline.of('request').filter((r) => stage === undefined || r.stage === stage);
  const from = requests.reduce(
    (least, r) => Math.min(least, r.intendedAt),
    requests[0]?.intendedAt ?? loadStart,
  );
  const to = requests.reduce((most, r) => Math.max(most, r.at), requests[0]?.at ?? loadEnd);
  return { requests, window: { from, to: Math.max(from, to) } };
}

/** `3 lost, 1 error`, by frequency. */
export function countOutcomes(requests: readonly RequestObservation[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of requests) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([outcome, count]) => `${count} ${outcome}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** What the generator said of a request that was not answered rightly. */
export function describeRequest(request: RequestObservation): string {
  const status = request.status > 0 ? ` ${request.status}` : '';
  return `${request.outcome}${status}${request.detail ? ` (${request.detail})` : ''}`;
}
