import type { Clock } from '../clock/clock.ts';
import { listObjects } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Pod } from '../kube/objects.ts';
import { withGpuProbe } from '../workload/gpu-probe.ts';
import type { PipelineParts } from '../workload/pipeline-parts.ts';
import { type PodMetricValue, verifyCustomMetrics } from '../workload/verify-custom-metrics.ts';
import { holds } from './check-gpus.ts';
import { gpuOf } from './demand.ts';
import { type Learned, learn } from './learn.ts';

/** A value that the API server answered with: the whole chain works (row S6). */
export interface VerifiedPipeline {
  readonly metric: string;
  readonly namespace: string;
  readonly values: readonly PodMetricValue[];
  readonly waitedMs: number;
  /** Whether the pod with the GPU was one of ours, put there for this and removed again. */
  readonly probed: boolean;
}

/** How to verify. */
export interface VerifySpec {
  readonly deadlineMs: number;
  /** Whether a pod of ours may hold a GPU for a moment where no other does. */
  readonly probe: boolean;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

/** Namespace of a running pod that holds a GPU; `undefined` when there is none. */
export async function findGpuPod(
  connection: KubeConnection,
  signal: AbortSignal,
): Promise<Learned<Pod | undefined>> {
  return learn(signal, async () => {
    const pods = await listObjects<Pod>(connection, { apiVersion: 'v1', kind: 'Pod' }, { signal });
    return pods.find((pod) => holds(pod) && pod.status?.phase === 'Running' && gpuOf(pod) !== undefined);
  });
}

/**
 * Waits until the API server answers with a value of the metric, for a pod that holds a GPU; throws at the deadline with
 * the first hop that is missing. `undefined` when no pod holds one and none of ours may.
 */
export async function verifyPipeline(
  connection: KubeConnection,
  clock: Clock,
  { pipeline, metricName: metric }: PipelineParts,
  { deadlineMs, probe, signal, tell }: VerifySpec,
): Promise<VerifiedPipeline | undefined> {
  const verify = async (namespace: string, probed: boolean): Promise<VerifiedPipeline> => {
    const wanted = { namespace, metric, deadlineMs, signal };
    return { metric, namespace, probed, ...(await verifyCustomMetrics(connection, clock, wanted)) };
  };
  const found = await findGpuPod(connection, signal);
  const running = found.known ? found.value : undefined;
  if (running?.metadata.namespace !== undefined) return verify(running.metadata.namespace, false);
  if (!probe) return undefined;
  tell('no pod holds a GPU: one of ours does for as long as it takes to read its metric');
  const { adapterNamespace } = pipeline;
  return withGpuProbe(connection, clock, adapterNamespace, () => verify(adapterNamespace, true), { signal });
}
