import type { Node, Pod, PodTemplate } from '../kube/objects.ts';
import { parseQuantity } from '../units/quantity.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type Demand, gpuOf, sumOf } from './demand.ts';

/** Whether nodes that are ready offer enough free GPUs: enough to pass, and enough for maxReplicas. */
export function checkGpus(
  demand: Demand,
  { nodes, pods }: Pick<ClusterFacts, 'nodes' | 'pods'>,
): readonly Check[] {
  const { neededReplicas, maxReplicas, template } = demand;
  const enough: Question = {
    id: 'gpus-for-the-run',
    hop: 'GPUs',
    wanted: `free GPUs on ready nodes for ${neededReplicas} pods`,
  };
  const all: Question = {
    id: 'gpus-for-max-replicas',
    hop: 'GPUs',
    wanted: `free GPUs on ready nodes for maxReplicas ${maxReplicas}`,
  };
  const gpu = template && gpuOf(template);
  if (template === undefined) return [unknown(enough, 'the pods of the workload are not known')];
  if (gpu === undefined) {
    return [
      missing(enough, {
        seen: 'the pods of the workload ask for no GPU',
        fix: 'set a limit for the GPU resource of your nodes on the serving container: nvidia.com/gpu, amd.com/gpu, gpu.intel.com/i915 or gpu.intel.com/xe',
        dooms: false,
      }),
    ];
  }
  if (!nodes.known) return [unknown(enough, nodes.why)];
  if (!pods.known) return [unknown(enough, pods.why)];
  const { room, usable } = roomOnNodes(nodes.value, pods.value, { ...demand, template });
  const seen = `room for ${room} pods of ${gpu.count} ${gpu.resource} on ${usable} of ${nodes.value.length} nodes`;
  if (room < neededReplicas) {
    const fix = `free GPUs, add nodes, or ask for fewer replicas; if a cluster autoscaler adds nodes by itself, go on with --ignore ${enough.id}`;
    return [missing(enough, { seen, fix })];
  }
  if (room >= maxReplicas) return [found(enough, seen), found(all, seen)];
  const fix = 'pods beyond that stay Pending: free GPUs, add nodes, or lower maxReplicas';
  return [found(enough, seen), missing(all, { seen, fix, dooms: false })];
}

/** How many pods of the workload the nodes can hold at once, those that run already among them. */
export function roomOnNodes(
  nodes: readonly Node[],
  pods: readonly Pod[],
  workload: { readonly namespace: string; readonly deployment: string; readonly template: PodTemplate },
): { readonly room: number; readonly usable: number } {
  const gpu = gpuOf(workload.template);
  if (gpu === undefined || gpu.count === 0) return { room: 0, usable: 0 };
  const others = pods.filter((pod) => holds(pod) && !isOfWorkload(pod, workload));
  const rooms = nodes
    .filter((node) => mayHold(node, workload.template))
    .map((node) => {
      const offered = parseQuantity(node.status?.allocatable?.[gpu.resource] ?? '0') ?? 0;
      const held = others
        .filter((pod) => pod.spec.nodeName === node.metadata.name)
        .reduce((sum, pod) => sum + sumOf(pod, 'limits', gpu.resource), 0);
      return Math.max(0, Math.floor((offered - held) / gpu.count));
    });
  return { room: rooms.reduce((a, b) => a + b, 0), usable: rooms.filter((room) => room > 0).length };
}

/** Whether a pod is bound to a node and still holds what it asked for. */
export function holds({ spec, status }: Pod): boolean {
  return Boolean(spec.nodeName) && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Whether a pod is of the workload, by namespace and name. */
export function isOfWorkload(
  { metadata }: Pod,
  workload: { readonly namespace: string; readonly deployment: string },
): boolean {
  return metadata.namespace === workload.namespace && metadata.name.startsWith(`${workload.deployment}-`);
}

function mayHold({ metadata, spec, status }: Node, { spec: pod }: PodTemplate): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const repelled = (spec?.taints ?? []).some(
    ({ key, effect }) =>
      effect !== 'PreferNoSchedule' &&
      !pod.tolerations?.some((toleration) => toleration.key === undefined || toleration.key === key),
  );
  const selected = Object.entries(pod.nodeSelector ?? {}).every(
    ([label, value]) => metadata.labels?.[label] === value,
  );
  return ready && !repelled && selected && spec?.unschedulable !== true;
}
