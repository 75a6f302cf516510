import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';

/** Something other than the HPA wrote the Deployment's replicas. */
export function replicasOverwritten({ plan, timeline }: Facts): Finding | undefined {
  const origin = originOf(timeline);
  const list = timeline.of('replicas');
  const foreign: string[] = [];
  for (const [index, seen] of list.entries()) {
    const before = list[index - 1];
    if (!before || seen.at < origin || seen.desired === before.desired) continue;
    if (!wantedByHpa(timeline, seen.desired, seen.at, 2 * plan.timing.syncPeriodMs + 2000)) {
      foreign.push(
        `${when(timeline, seen.at)} spec.replicas ${before.desired} -> ${seen.desired}, a count that the HPA did not ask for`,
      );
    }
  }
  if (foreign.length === 0 || timeline.of('hpa').length === 0) return undefined;
  return {
    id: 'REPLICAS_OVERWRITTEN',
    title: 'Another writer changed the replicas of the Deployment',
    hop: 'deployment',
    evidence: firstLines(foreign),
    fix: 'Leave spec.replicas out of whatever applies the Deployment (Helm, Argo CD, kubectl apply): kubectl get deployment -o yaml --show-managed-fields names the writer.',
  };
}

function wantedByHpa(timeline: Facts['timeline'], count: number, at: number, slackMs: number): boolean {
  const near = (seen: { readonly at: number }) => Math.abs(seen.at - at) <= slackMs;
  const size = new RegExp(`New size: ${count}\\b`);
  return (
    timeline.of('hpa').some((seen) => seen.desired === count && near(seen)) ||
    timeline
      .of('event')
      .some((event) => event.reason === 'SuccessfulRescale' && size.test(event.message) && near(event))
  );
}
