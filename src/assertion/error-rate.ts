import { type Assertion, figureOf, offset } from './assertion.ts';
import { countOutcomes, describeRequest, requestsOf } from './requests.ts';

/** The share of requests that were not answered rightly stays at or below a bound. */
export const errorRate: Assertion<'errorRate'> = {
  needs: ['load', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(planned, context) {
    const { stage } = planned.spec;
    const below = figureOf(planned, 'below');
    const { requests, window } = requestsOf(context, stage);
    const bad = requests.filter((r) => r.outcome !== 'ok');
    const share = requests.length === 0 ? 0 : bad.length / requests.length;
    const base = {
      expected: `at most ${percent(below)} of ${stage === undefined ? 'all requests' : `stage ${stage}`} not answered rightly`,
      observed: `${percent(share)} of ${requests.length}: ${countOutcomes(requests)}`,
      window,
      samples: requests.length,
    };
    if (requests.length === 0) return { ...base, status: 'inconclusive', reason: 'no request was observed' };
    if (share <= below) return { ...base, status: 'passed' };
    const first = bad[0]!;
    const reason = `${bad.length} of ${requests.length}, the first at ${offset(context, first.at)}: ${describeRequest(first)}`;
    return { ...base, status: 'failed', witnessed: true, reason };
  },
};

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
