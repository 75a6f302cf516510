import type { Node, Pod } from '../kube/objects.ts';
import type { GpusObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';

/** Extended resources that stand for a GPU or a part of one. */
const GPU_RESOURCE =
  /^(?:nvidia\.com\/(?:gpu|mig-[\w.-]+)(?:\.shared)?|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe))$/;

/** GPUs that the scheduler charges to a pod: the limits of its containers. */
export function gpusOf(pod: Pod): number {
  return pod.spec.containers.reduce((sum, container) => sum + countGpus(container.resources?.limits), 0);
}

function countGpus(resources: Readonly<Record<string, string>> | undefined): number {
  return Object.entries(resources ?? {})
    .filter(([name]) => GPU_RESOURCE.test(name))
    .reduce((sum, [, quantity]) => sum + (parseQuantity(quantity) ?? 0), 0);
}

/** Keeps count of the GPUs that nodes offer and that bound pods hold. */
export interface GpuCount {
  seeNode(node: Node): void;
  forgetNode(node: Node): void;
  seePod(pod: Pod): void;
  forgetPod(pod: Pod): void;
  at(at: Instant): GpusObservation;
}

/** Starts with no node and no pod. */
export function makeGpuCount(): GpuCount {
  const offered = new Map<string, number>();
  const held = new Map<string, number>();
  const keyOf = (pod: Pod) => `${pod.metadata.namespace}/${pod.metadata.name}`;
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  return {
    seeNode: (node) => void offered.set(node.metadata.name, countGpus(node.status?.allocatable)),
    forgetNode: (node) => void offered.delete(node.metadata.name),
    seePod: (pod) => {
      const { phase } = pod.status ?? {};
      const holds = Boolean(pod.spec.nodeName) && phase !== 'Succeeded' && phase !== 'Failed';
      const gpus = holds ? gpusOf(pod) : 0;
      if (gpus > 0) held.set(keyOf(pod), gpus);
      else held.delete(keyOf(pod));
    },
    forgetPod: (pod) => void held.delete(keyOf(pod)),
    at: (at) => ({ kind: 'gpus', at, allocatable: sum(offered), allocated: sum(held) }),
  };
}
