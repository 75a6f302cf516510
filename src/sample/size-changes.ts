import type { Instant } from '../units/instant.ts';
import { lastAt, type Timeline } from './timeline.ts';

/** When the size that is wanted was first raised after an instant; `undefined` where that was not seen. */
export function firstRaiseAfter(timeline: Timeline, from: Instant): Instant | undefined {
  return firstChange(timeline, from, (now, was) => now > was);
}

/** When the size that is wanted was first lowered after an instant; `undefined` where that was not seen. */
export function firstLoweringAfter(timeline: Timeline, from: Instant): Instant | undefined {
  return firstChange(timeline, from, (now, was) => now < was);
}

function firstChange(
  timeline: Timeline,
  from: Instant,
  isIt: (now: number, was: number) => boolean,
): Instant | undefined {
  const sizes = timeline.of('replicas');
  let was = lastAt(sizes, from)?.desired;
  for (const { at, desired } of sizes) {
    if (at <= from) continue;
    if (was !== undefined && isIt(desired, was)) return at;
    was = desired;
  }
  return undefined;
}
