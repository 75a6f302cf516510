import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { formatInstant } from '../../units/instant.ts';
import { type Pod, podKey } from './pod-spec.ts';

/** Writes an Event about a pod, soon; one that could not be written is logged and forgotten, as a kubelet does. */
export type WritePodEvent = (pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** An Event that was written and may come again. */
interface Series {
  readonly name: string;
  count: number;
  /** Its last write; the next one waits for it, so that counts go up in order. */
  writing: Promise<unknown>;
}

/** Series kept in memory; the oldest are forgotten, and begin anew if they come again. */
const SERIES_KEPT = 500;

/** Makes the writer of Events: one that says the same again raises the count of the first. */
export function podEvents(
  connection: KubeConnection,
  clock: Clock,
  log: (line: string) => void,
): WritePodEvent {
  const known = new Map<string, Series>();
  return (pod, type, reason, message) => {
    const key = [pod.metadata.uid, type, reason, message].join('\0');
    const series = known.get(key) ?? begin(known, key, pod, clock);
    series.count++;
    const { count } = series;
    const at = formatInstant(clock.now());
    const event = { type, reason, message, at };
    const write = () =>
      count === 1
        ? create(connection, pod, series.name, event)
        : raise(connection, pod, series.name, count, at);
    series.writing = series.writing
      .then(write)
      .catch((error) => log(`event ${reason} of ${podKey(pod)}: ${errorText(error)}`));
  };
}

function begin(known: Map<string, Series>, key: string, pod: Pod, clock: Clock): Series {
  const suffix = Math.floor(clock.now() * 1000).toString(16);
  const series: Series = {
    name: `${pod.metadata.name}.${suffix}${known.size.toString(16)}`,
    count: 0,
    writing: Promise.resolve(),
  };
  known.set(key, series);
  const oldest = known.size > SERIES_KEPT ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  return series;
}

/** The namespace may be on its way out, the Event already expired: then it is no longer wanted. */
const UNWANTED = [403, 404];

async function create(
  connection: KubeConnection,
  pod: Pod,
  eventName: string,
  event: { readonly type: string; readonly reason: string; readonly message: string; readonly at: string },
): Promise<void> {
  const { namespace = 'default', name, uid } = pod.metadata;
  const { at, ...said } = event;
  await connection.request('POST', `/api/v1/namespaces/${namespace}/events`, {
    body: {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
      ...said,
      source: { component: 'kubelet', host: pod.spec.nodeName },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    },
    allow: UNWANTED,
  });
}

async function raise(
  connection: KubeConnection,
  pod: Pod,
  eventName: string,
  count: number,
  at: string,
): Promise<void> {
  const path = `/api/v1/namespaces/${pod.metadata.namespace ?? 'default'}/events/${eventName}`;
  await connection.request('PATCH', path, {
    body: { count, lastTimestamp: at },
    contentType: 'application/merge-patch+json',
    allow: UNWANTED,
  });
}
