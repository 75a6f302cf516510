import type { HopTime } from '../record/run-record.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Hop } from '../verdict/verdict.ts';

/** When the signal was first seen at a hop, before the hops are laid side by side. */
export interface HopSighting {
  readonly hop: Hop;
  readonly at: Instant | null;
  /** False where the record holds nothing from this hop, so that its silence says nothing. */
  readonly observed: boolean;
  readonly evidence: string;
}

/**
 * Lays sightings out as times between hops. Each source is read at its own pace, so a hop may be seen after the
 * one behind it although the signal passed it before: then the later hop's time bounds the earlier one's.
 */
export function layOutHops(sightings: readonly HopSighting[], origin: Instant): readonly HopTime[] {
  const bounded = boundByLaterHops(sightings, origin);
  let previous: Instant | null = null;
  return bounded.map(({ hop, at, evidence }) => {
    const tookMs = at === null ? null : Math.max(0, at - (previous ?? origin));
    if (at !== null) previous = at;
    return { hop, at, tookMs, evidence };
  });
}

/** Two watches may tell of one moment this far apart; no more is said of it. */
const SAME_MOMENT_MS = 250;

function boundByLaterHops(sightings: readonly HopSighting[], origin: Instant): readonly HopSighting[] {
  let soonest: HopSighting | undefined;
  const fromTheEnd = sightings.toReversed().map((sighting) => {
    if (sighting.at === null) return sighting;
    if (soonest?.at != null && soonest.at < sighting.at) {
      const late = sighting.at - soonest.at;
      if (late < SAME_MOMENT_MS) return { ...sighting, at: soonest.at };
      const note = `seen here at ${formatOffset(sighting.at, origin)}, ${formatDuration(late)} after ${soonest.hop}, which bounds it`;
      return { ...sighting, at: soonest.at, evidence: `${sighting.evidence}; ${note}` };
    }
    soonest = sighting;
    return sighting;
  });
  return fromTheEnd.toReversed();
}
