import type { Timeline } from './timeline.ts';

/**
 * Makes a function of a plan and a timeline compute once for each pair of them, and remember it for as long as both
 * are kept: neither ever changes, and a record of an hour is long to walk.
 */
export function oncePerTimeline<P extends object, T>(
  compute: (plan: P, timeline: Timeline) => T,
): (plan: P, timeline: Timeline) => T {
  const known = new WeakMap<Timeline, WeakMap<P, { readonly value: T }>>();
  return (plan, timeline) => {
    const ofTimeline = known.get(timeline) ?? new WeakMap<P, { readonly value: T }>();
    known.set(timeline, ofTimeline);
    const found = ofTimeline.get(plan) ?? { value: compute(plan, timeline) };
    ofTimeline.set(plan, found);
    return found.value;
  };
}
