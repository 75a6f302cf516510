import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, originOf, when } from '../facts.ts';
import { podsCreatedSince } from '../pod-hops.ts';

/** Long enough for several new connections to have been opened by any client, milliseconds. */
const PATIENCE_MS = 5000;

/** New pods were listed as endpoints while requests flowed, and none of them was asked for anything. */
export function noTrafficToNewPods({ timeline }: Facts): Finding | undefined {
  const created = podsCreatedSince(timeline, originOf(timeline));
  const listed = timeline.of('endpoints').find((seen) => seen.ready.some((pod) => created.has(pod)));
  if (!listed) return undefined;
  const after = timeline
    .of('request')
    .filter((r) => r.sentAt > listed.at + PATIENCE_MS && r.pod !== undefined);
  if (after.length < 20 || after.some((r) => created.has(r.pod!))) return undefined;
  return {
    id: 'CONNECTION_PINNING',
    title: 'New pods were endpoints but got no requests',
    hop: 'latency',
    evidence: [
      `first new endpoint at ${when(timeline, listed.at)}`,
      `${after.length} images sent after ${when(timeline, listed.at + PATIENCE_MS)} were all answered by older pods`,
    ],
    fix: 'Open new connections now and then (keep-alive limits, requestsPerConnection), or balance per request instead of per connection.',
  };
}
