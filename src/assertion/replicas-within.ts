import type { ReplicasObservation } from '../sample/observation.ts';
import { lastAt } from '../sample/timeline.ts';
import { type Assertion, figureOf, offset, within } from './assertion.ts';

/** Replicas never leave min..max from load start to the end of the watch. */
export const replicasWithin: Assertion<'replicasWithin'> = {
  needs: ['deployment', 'runner'],
  excusedBy: [],
  needsLoad: false,
  decide(planned, context) {
    const min = figureOf(planned, 'min');
    const max = figureOf(planned, 'max');
    const { timeline } = context;
    const window = { from: context.loadStart, to: Math.max(context.loadStart, timeline.endedAt) };
    const all = timeline.of('replicas');
    const before = lastAt(all, window.from);
    const seen = [...(before ? [before] : []), ...within(all, window).filter((r) => r !== before)];
    const outside = seen.find((r) => r.desired < min || r.desired > max || r.current > max);
    const wanted = seen.map((r) => r.desired);
    const base = {
      expected: `${min} to ${max} replicas throughout`,
      observed:
        seen.length === 0 ? 'no replicas seen' : `${Math.min(...wanted)} to ${Math.max(...wanted)} replicas`,
      window,
      samples: seen.length,
    };
    if (seen.length === 0) return { ...base, status: 'inconclusive', reason: 'no replicas were observed' };
    if (outside) {
      const reason = `${describe(outside, max)} at ${offset(context, outside.at)}`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    return { ...base, status: 'passed' };
  },
};

function describe(seen: ReplicasObservation, max: number): string {
  return seen.current > max && seen.desired <= max
    ? `${seen.current} replicas existed, ${seen.desired} desired`
    : `${seen.desired} replicas desired`;
}
