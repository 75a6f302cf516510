import type { Divergence } from '../record/run-record.ts';
import { gapsIn, type Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';

/** The HPA writes its status within so much of the size; both are seen by different watches. Milliseconds. */
const STATUS_LAG_MS = 1500;
const WATCH_LAG_MS = 300;

/** Changes of the target's size that the HPA's status does not own up to. */
export function otherWriters(timeline: Timeline): readonly Divergence[] {
  const sizes = timeline.of('replicas');
  return sizes.flatMap((seen, index): readonly Divergence[] => {
    const before = sizes[index - 1];
    if (before === undefined || before.desired === seen.desired) return [];
    const near = { from: seen.at - WATCH_LAG_MS, to: seen.at + STATUS_LAG_MS };
    const isOwned = timeline
      .of('hpa')
      .some((hpa) => hpa.at >= near.from && hpa.at <= near.to && hasRescaledTo(seen.desired, hpa));
    if (isOwned || ownedByEvent(timeline, seen.desired, near)) return [];
    const blind = gapsIn(timeline, ['hpa', 'runner'], near)[0];
    const change = `spec.replicas went ${before.desired} -> ${seen.desired}`;
    const base = { at: seen.at, recomputed: null, observed: seen.desired };
    if (blind !== undefined || near.to > timeline.endedAt) {
      const reason = blind?.reason ?? `the record ends ${formatDuration(timeline.endedAt - seen.at)} later`;
      return [
        { ...base, class: 'unknown-input', why: `${change}, and what the HPA said was not seen: ${reason}` },
      ];
    }
    return [{ ...base, class: 'another-writer', why: `${change}, and the HPA set no such size then` }];
  });
}

function hasRescaledTo(
  size: number,
  hpa: { readonly desired: number; readonly conditions: readonly { readonly reason: string }[] },
): boolean {
  return hpa.desired === size && hpa.conditions.some(({ reason }) => reason === 'SucceededRescale');
}

function ownedByEvent(
  timeline: Timeline,
  size: number,
  near: { readonly from: number; readonly to: number },
): boolean {
  return timeline
    .of('event')
    .some(
      (event) =>
        event.reason === 'SuccessfulRescale' &&
        event.at >= near.from &&
        event.at <= near.to &&
        event.message.startsWith(`New size: ${size};`),
    );
}
