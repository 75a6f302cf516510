import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { KubeError } from '../../kube/kube-error.ts';
import { formatInstant } from '../../units/instant.ts';
import { type Pod, podKey } from './pod-spec.ts';
import type { PodStatus } from './pod-status.ts';

const PATCH = 'application/strategic-merge-patch+json';
const RETRY_MS = 500;
/** The API server understood and refuses: asking again helps nobody. */
const FINAL = new Set([400, 401, 403, 405, 422]);

/** Writes what a kubelet writes about its pods. */
export interface PodWriter {
  /** Writes the status; resolves to false when the pod is gone. Tries again until the signal aborts; rejects when it is refused. */
  status(pod: Pod, status: PodStatus, signal: AbortSignal): Promise<boolean>;
  /** Removes the pod from the API: its processes have ended. */
  remove(pod: Pod, signal: AbortSignal): Promise<void>;
  /** Writes an Event about the pod; a failure is logged and forgotten, as a kubelet does. */
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

/** Makes the writer of one node agent. */
export function podWriter(connection: KubeConnection, clock: Clock, log: (line: string) => void): PodWriter {
  const pathOf = (pod: Pod) =>
    `/api/v1/namespaces/${pod.metadata.namespace ?? 'default'}/pods/${pod.metadata.name}`;

  async function persist<T>(what: string, signal: AbortSignal, write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        signal.throwIfAborted();
        log(`${what}: ${errorText(error)}`);
        if (error instanceof KubeError && FINAL.has(error.status)) throw error;
        await clock.sleep(RETRY_MS, signal);
      }
    }
  }

  return {
    status: (pod, status, signal) =>
      persist(`status of ${podKey(pod)}`, signal, async () => {
        const body = { metadata: { uid: pod.metadata.uid }, status };
        // 409: another pod has the name by now, the uid says so; 404: the pod is gone.
        const allow = [404, 409];
        const answer = await connection.request('PATCH', `${pathOf(pod)}/status`, {
          body,
          contentType: PATCH,
          signal,
          allow,
        });
        return answer.status < 400;
      }),
    remove: (pod, signal) =>
      persist(`removal of ${podKey(pod)}`, signal, async () => {
        const body = {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          gracePeriodSeconds: 0,
          preconditions: { uid: pod.metadata.uid },
        };
        await connection.request('DELETE', pathOf(pod), { body, signal, allow: [404, 409] });
      }),
    event: (pod, type, reason, message) => {
      writeEvent(connection, clock, pod, { type, reason, message }).catch((error) =>
        log(`event ${reason} of ${podKey(pod)}: ${errorText(error)}`),
      );
    },
  };
}

let eventCount = 0;

async function writeEvent(
  connection: KubeConnection,
  clock: Clock,
  pod: Pod,
  event: { readonly type: string; readonly reason: string; readonly message: string },
): Promise<void> {
  const { namespace = 'default', name, uid } = pod.metadata;
  const at = formatInstant(clock.now());
  const suffix = `${Math.floor(clock.now() * 1000).toString(16)}${(eventCount++ % 4096).toString(16)}`;
  await connection.request('POST', `/api/v1/namespaces/${namespace}/events`, {
    body: {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${suffix}`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
      ...event,
      source: { component: 'kubelet', host: pod.spec.nodeName },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    },
    // The namespace may be on its way out; an Event about it is no longer wanted.
    allow: [403, 404],
  });
}
