import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { KubeError } from '../../kube/kube-error.ts';
import { podEvents, type WritePodEvent } from './pod-events.ts';
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
  readonly event: WritePodEvent;
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
    event: podEvents(connection, clock, log),
  };
}
