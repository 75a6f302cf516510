import { buildTimeline, type Timeline } from '../sample/timeline.ts';
import type { RunRecord } from './run-record.ts';

/** The timeline of a record; it is complete only when the run ended of its own accord. */
export function timelineOf(record: RunRecord): Timeline {
  return buildTimeline(record.observations, {
    startedAt: record.header.at,
    ...(record.end ? { endedAt: record.end.at } : {}),
    complete: record.end?.reason === 'completed',
    ...(record.end?.reason === 'completed' || record.end?.detail === undefined
      ? {}
      : { cutShortBy: record.end.detail }),
  });
}
