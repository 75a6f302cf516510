import { percentile } from '../sample/percentile.ts';
import { formatDuration } from '../units/duration.ts';
import { type Assertion, figureOf } from './assertion.ts';
import { requestsOf } from './requests.ts';

/**
 * A latency percentile, from the intended start to the answer, stays below a bound. A request without a right
 * answer counts as slower than any bound, so that a service that refuses fast does not pass.
 */
export const latency: Assertion<'latency'> = {
  needs: ['load', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(planned, context) {
    const { percentile: percent, stage } = planned.spec;
    const below = figureOf(planned, 'below');
    const { requests, window } = requestsOf(context, stage);
    const latencies = requests.map((r) =>
      r.outcome === 'ok' ? r.at - r.intendedAt : Number.POSITIVE_INFINITY,
    );
    const found = percentile(latencies, percent);
    // With fewer, the percentile is just the slowest request.
    const least = percent >= 100 ? 1 : Math.ceil(100 / (100 - percent));
    const unanswered = latencies.filter((ms) => ms === Number.POSITIVE_INFINITY).length;
    const base = {
      expected: `p${percent} of ${stage === undefined ? 'all requests' : `stage ${stage}`} below ${formatDuration(below)}`,
      observed: `${tell(found)} over ${requests.length} requests, ${unanswered} not answered rightly`,
      window,
      samples: requests.length,
    };
    if (found === undefined || requests.length < least) {
      const reason = `${requests.length} requests, a p${percent} needs ${least}`;
      return { ...base, status: 'inconclusive', reason };
    }
    if (found < below) return { ...base, status: 'passed' };
    return { ...base, status: 'failed', witnessed: true, reason: `p${percent} was ${tell(found)}` };
  },
};

function tell(ms: number | undefined): string {
  if (ms === undefined) return 'none';
  return ms === Number.POSITIVE_INFINITY ? 'never answered' : formatDuration(ms);
}
