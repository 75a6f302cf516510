import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, when } from '../facts.ts';

/** Serving pods started but did not become Ready within their start-up budget. */
export function podsNeverReady({ plan, timeline }: Facts): Finding | undefined {
  const budget = plan.scenario.workload.startupBudget;
  const pods = timeline.of('pod');
  const endOf = (pod: string) =>
    pods.find((seen) => seen.pod === pod && (seen.change === 'terminating' || seen.change === 'deleted'))
      ?.at ?? timeline.endedAt;
  const wereReady = new Set(pods.filter((seen) => seen.change === 'ready').map((seen) => seen.pod));
  const stuck = pods.filter(
    (seen) => seen.change === 'started' && !wereReady.has(seen.pod) && endOf(seen.pod) - seen.at > budget / 2,
  );
  if (stuck.length === 0) return undefined;
  const names = new Set(stuck.map((seen) => seen.pod));
  const probes = timeline
    .of('event')
    .filter((event) => event.reason === 'Unhealthy' && names.has(event.object.replace(/^Pod\//, '')));
  const complaints = [...Map.groupBy(probes, (event) => event.message)].map(
    ([message, list]) =>
      `Unhealthy, ${list.length} times from ${when(timeline, list[0]!.at)} to ${when(timeline, list.at(-1)!.at)}: ${message}`,
  );
  const waits = stuck.map(
    (seen) =>
      `${seen.pod} started at ${when(timeline, seen.at)} and was not Ready ${Math.round((endOf(seen.pod) - seen.at) / 1000)} s later`,
  );
  return {
    id: 'PODS_NEVER_READY',
    title: `${names.size} serving ${names.size === 1 ? 'pod' : 'pods'} never became Ready`,
    hop: 'ready',
    evidence: [...firstLines(waits), ...firstLines(complaints)],
    fix: `Check the readiness probe (GET ${plan.scenario.workload.readinessPath} on port ${plan.scenario.workload.port}) and the pod's own log: the model may not load.`,
  };
}
