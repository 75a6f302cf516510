import type { PodObservation } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import type { Hop } from '../verdict/verdict.ts';
import type { HopSighting } from './hop-sighting.ts';

/** Pods created from an instant on, by name, with the time of their creation. */
export function podsCreatedSince(timeline: Timeline, origin: Instant): ReadonlyMap<string, Instant> {
  const created = new Map<string, Instant>();
  for (const seen of timeline.of('pod')) {
    if (seen.change === 'created' && seen.at >= origin && !created.has(seen.pod))
      created.set(seen.pod, seen.at);
  }
  return created;
}

/** The first new pod. */
export function sightPod(timeline: Timeline, origin: Instant): HopSighting {
  if (timeline.of('pod').length === 0) return unseen('pod', 'the pods were not watched');
  const first = [...podsCreatedSince(timeline, origin)][0];
  if (!first) return missed('pod', 'no pod was created after load start');
  return { hop: 'pod', at: first[1], observed: true, evidence: `pod ${first[0]} created` };
}

/** The first new pod that is Ready. */
export function sightReady(timeline: Timeline, origin: Instant): HopSighting {
  if (timeline.of('pod').length === 0) return unseen('ready', 'the pods were not watched');
  const created = podsCreatedSince(timeline, origin);
  const ready = timeline.of('pod').find((seen) => seen.change === 'ready' && created.has(seen.pod));
  if (ready) {
    const took = formatDuration(ready.at - created.get(ready.pod)!);
    return {
      hop: 'ready',
      at: ready.at,
      observed: true,
      evidence: `pod ${ready.pod} Ready ${took} after its creation`,
    };
  }
  if (created.size === 0) return missed('ready', 'no new pod to become Ready');
  return missed(
    'ready',
    `none of ${created.size} new pods became Ready; last seen: ${lastStep(timeline, created)}`,
  );
}

/** The first new pod that the Service sends requests to. */
export function sightEndpoint(timeline: Timeline, origin: Instant): HopSighting {
  const list = timeline.of('endpoints');
  if (list.length === 0) return unseen('endpoint', 'the EndpointSlices were not watched');
  const created = podsCreatedSince(timeline, origin);
  for (const seen of list) {
    const pod = seen.ready.find((name) => created.has(name));
    if (seen.at >= origin && pod !== undefined) {
      return {
        hop: 'endpoint',
        at: seen.at,
        observed: true,
        evidence: `pod ${pod} listed as a ready endpoint`,
      };
    }
  }
  return missed('endpoint', 'no new pod was listed as a ready endpoint');
}

/** The first image answered rightly by a new pod. */
export function sightAnswers(timeline: Timeline, origin: Instant): HopSighting {
  const answered = timeline.of('request').filter((request) => request.pod !== undefined);
  if (answered.length === 0) return unseen('latency', 'no answer named its pod');
  const created = podsCreatedSince(timeline, origin);
  const first = answered.find((request) => request.outcome === 'ok' && created.has(request.pod!));
  if (!first) return missed('latency', 'no new pod answered an image');
  const evidence = `pod ${first.pod} answered its first image in ${formatDuration(first.durationMs)}`;
  return { hop: 'latency', at: first.at, observed: true, evidence };
}

function lastStep(timeline: Timeline, created: ReadonlyMap<string, Instant>): string {
  const last = timeline.of('pod').findLast((seen: PodObservation) => created.has(seen.pod));
  if (!last) return 'nothing';
  return `${last.pod} ${last.change}${last.detail ? ` (${last.detail})` : ''}`;
}

function unseen(hop: Hop, what: string): HopSighting {
  return { hop, at: null, observed: false, evidence: `not observed: ${what}` };
}

function missed(hop: Hop, evidence: string): HopSighting {
  return { hop, at: null, observed: true, evidence };
}
