import type { Clock } from '../clock/clock.ts';
import { deleteObject, getObject, waitForGone } from '../kube/access.ts';
import { applyObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { refuseForeign } from './ownership.ts';
import { pipelineMetadata } from './pipeline-parts.ts';
import { describePods } from './pod-states.ts';

/** Name of the pod that only holds a GPU. */
export const GPU_PROBE = 'scaleproof-gpu-probe';

/** Sleeps, and is on every node already: each pod has one. */
const IMAGE = 'registry.k8s.io/pause:3.10';
const GONE_MS = 30_000;

/** A pod that holds one GPU and does nothing: where no workload runs, its metric of 0 proves the chain (row S6). */
export function buildGpuProbe(namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: pipelineMetadata(GPU_PROBE, 'probe', { namespace }),
    spec: {
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'pause',
          image: IMAGE,
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { 'nvidia.com/gpu': '1' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** Runs `look` while the probe stands, and removes it after; what went wrong with the probe itself is added to its error. */
export async function withGpuProbe<T>(
  connection: KubeConnection,
  clock: Clock,
  namespace: string,
  look: () => Promise<T>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  const probe = buildGpuProbe(namespace);
  const ref = { apiVersion: 'v1', kind: 'Pod', name: GPU_PROBE, namespace };
  await refuseForeign(connection, [probe], options);
  try {
    await applyObject(connection, probe, options);
    return await look();
  } catch (error) {
    options.signal?.throwIfAborted();
    const pod = await getObject(connection, ref).catch(() => undefined);
    if (error instanceof Error && pod) error.message += ` (${describePods([pod])})`;
    throw error;
  } finally {
    await removeProbe(connection, clock, ref);
  }
}

async function removeProbe(
  connection: KubeConnection,
  clock: Clock,
  ref: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
  },
): Promise<void> {
  await deleteObject(connection, ref);
  await waitForGone(connection, clock, ref, { deadlineMs: GONE_MS });
}
