import type { Event } from '../kube/objects.ts';
import type { ClusterEventObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** The objects whose events belong to the run. */
export interface RunObjects {
  readonly deployment: string;
  readonly service: string;
  readonly hpa: string;
}

/** An event as an observation; `undefined` when it is about something else. */
export function eventOf(event: Event, objects: RunObjects, at: Instant): ClusterEventObservation | undefined {
  const { kind = '', name = '' } = event.involvedObject;
  if (!isOurs(kind, name, objects)) return undefined;
  return {
    kind: 'event',
    at,
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    object: `${kind}/${name}`,
    count: event.series?.count ?? event.count ?? 1,
  };
}

function isOurs(kind: string, name: string, { deployment, service, hpa }: RunObjects): boolean {
  switch (kind) {
    case 'Deployment':
      return name === deployment;
    case 'Service':
      return name === service;
    case 'HorizontalPodAutoscaler':
      return name === hpa;
    case 'ReplicaSet':
    case 'Pod':
      return name.startsWith(`${deployment}-`);
    default:
      return false;
  }
}
