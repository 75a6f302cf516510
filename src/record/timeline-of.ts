import type { GapObservation } from '../sample/observation.ts';
import { buildTimeline, type Timeline } from '../sample/timeline.ts';
import type { DamagedLine, RunRecord } from './run-record.ts';

/**
 * The timeline of a record; it is complete only when the run ended of its own accord. Nobody knows what a damaged line
 * told, so it leaves a gap between the lines around it.
 */
export function timelineOf(record: RunRecord): Timeline {
  const { observations, damaged, end } = record;
  return buildTimeline(damaged.length === 0 ? observations : [...observations, ...damaged.map(gapOf)], {
    startedAt: record.header.at,
    ...(end ? { endedAt: end.at } : {}),
    complete: end?.reason === 'completed',
    ...(end?.reason === 'completed' || end?.detail === undefined ? {} : { cutShortBy: end.detail }),
  });
}

function gapOf({ line, problem, from, to }: DamagedLine): GapObservation {
  const reason = `line ${line} of the record ${problem}`;
  // A point in time would overlap no window.
  return { kind: 'gap', at: to, source: 'runner', from, to: Math.max(to, from + 1), reason };
}
