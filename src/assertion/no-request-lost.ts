import type { RequestObservation } from '../sample/observation.ts';
import type { Window } from '../verdict/verdict.ts';
import { type Assertion, type Context, offset, plural } from './assertion.ts';
import { countOutcomes, describeRequest, requestsOf } from './requests.ts';

interface Termination extends Window {
  readonly pod: string;
}

/** No request is lost at any time, and none goes wrong while a pod terminates. */
export const noRequestLost: Assertion<'noRequestLost'> = {
  needs: ['load', 'pods', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(_, context) {
    const { requests, window } = requestsOf(context, undefined);
    const terminations = terminationsOf(context);
    const hurt = requests.flatMap((request) => {
      if (request.outcome !== 'lost' && request.outcome !== 'error') return [];
      const during = terminations.find((t) => overlaps(request, t));
      return request.outcome === 'lost' || during !== undefined ? [{ request, during }] : [];
    });
    const byPod = Map.groupBy(requests, ({ pod }) => pod);
    const near = (t: Termination) => [...(byPod.get(t.pod) ?? []), ...(byPod.get(undefined) ?? [])];
    const exposed = terminations.filter((t) => near(t).some((r) => overlaps(r, t))).length;
    const base = {
      expected: 'no request lost, and none failed while a pod terminated',
      observed: `${requests.length} requests (${countOutcomes(requests)}); ${plural(exposed, 'pod')} terminated while requests were in flight`,
      window,
      samples: requests.length,
    };
    if (!requests.some((r) => r.outcome === 'ok') && hurt.length === 0) {
      return { ...base, samples: 0, status: 'inconclusive', reason: 'no request was answered rightly' };
    }
    const first = hurt[0];
    if (first) {
      const pods = new Set(hurt.flatMap(({ during }) => during?.pod ?? []));
      const where = pods.size === 0 ? 'while no pod terminated' : `while ${[...pods].join(', ')} terminated`;
      const reason = `${plural(hurt.length, 'request')} lost ${where}; the first at ${offset(context, first.request.at)}: ${describeRequest(first.request)}`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    if (context.timeline.of('pod').length === 0) {
      return { ...base, samples: 0, status: 'inconclusive', reason: 'no pod was observed' };
    }
    return { ...base, status: 'passed' };
  },
};

function overlaps(request: RequestObservation, termination: Termination): boolean {
  if (request.pod !== undefined && request.pod !== termination.pod) return false;
  return request.sentAt <= termination.to && request.at >= termination.from;
}

function terminationsOf({ plan, timeline }: Context): readonly Termination[] {
  const gone = new Map<string, number>();
  for (const seen of timeline.of('pod')) if (seen.change === 'deleted') gone.set(seen.pod, seen.at);
  return timeline.of('pod').flatMap(({ change, pod, at }) => {
    if (change !== 'terminating') return [];
    return [{ pod, from: at, to: gone.get(pod) ?? at + plan.scenario.workload.terminationGrace }];
  });
}
