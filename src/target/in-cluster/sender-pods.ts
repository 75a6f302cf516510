import { listObjects } from '../../kube/access.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { Pod } from '../../kube/objects.ts';
import { RUN_LABEL } from '../../workload/labels.ts';
import { describePods } from '../../workload/pod-states.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { senderIdentity } from '../../workload/sender/sender-metadata.ts';
import { SENDER_CONTAINER } from '../../workload/sender/sender-pod.ts';
import type { WorkloadParts } from '../../workload/serving.ts';

/** How the one container of a sender ended; `undefined` while it runs or has not started. */
export interface SenderEnd {
  readonly code: number;
  readonly reason: string;
}

/** All pods of a run's sender, those that terminate included. */
export async function listSenderPods(
  connection: KubeConnection,
  parts: WorkloadParts,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly Pod[]> {
  const { name } = senderIdentity(parts);
  const labelSelector = `app.kubernetes.io/name=${name},app.kubernetes.io/component=load,${RUN_LABEL}=${parts.runId}`;
  const { namespace } = workloadRefs(parts.scenario);
  return await listObjects<Pod>(
    connection,
    { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector },
    options,
  );
}

/** Whether a pod may send, now or later. */
export function canSend({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** How a pod's sender ended, this time or the time before. */
export function endOf({ status }: Pod): SenderEnd | undefined {
  const container = status?.containerStatuses?.find(({ name }) => name === SENDER_CONTAINER);
  const ended = container?.state?.terminated ?? container?.lastState?.terminated;
  if (ended !== undefined) return { code: ended.exitCode, reason: ended.reason ?? 'no reason' };
  return status?.phase === 'Failed'
    ? { code: -1, reason: status.reason ?? status.message ?? 'its pod failed' }
    : undefined;
}

/** Where the sender's pods stand, in a line. */
export function describeSender(pods: readonly Pod[]): string {
  return pods.length === 0 ? 'no pod' : describePods(pods);
}
