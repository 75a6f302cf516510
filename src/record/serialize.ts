import { canonicalJson } from './canonical-json.ts';
import type { RecordEvent } from './run-record.ts';

/** Writes one event as its line of `events.ndjson`, without the newline; equal events give equal bytes. */
export function serializeEvent(event: RecordEvent): string {
  return canonicalJson(event);
}
