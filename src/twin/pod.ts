import type { Pod as HpaPod } from '../hpa/pod.ts';
import type { Instant } from '../units/instant.ts';
import type { Gpu } from './gpu.ts';
import type { ServingProcess } from './serving-process.ts';

/** A serving pod in its life; whoever moves it on keeps the rest of the twin informed. */
export interface TwinPod {
  readonly name: string;
  readonly createdAt: Instant;
  node: string | undefined;
  gpus: readonly Gpu[];
  startedAt: Instant | undefined;
  /** Ready since; `undefined` while not. */
  readyAt: Instant | undefined;
  deleting: boolean;
  /** Its process, once it runs. */
  process: ServingProcess | undefined;
  restarts: number;
}

/** A pod that was just created. */
export function newPod(name: string, createdAt: Instant): TwinPod {
  return {
    name,
    createdAt,
    node: undefined,
    gpus: [],
    startedAt: undefined,
    readyAt: undefined,
    deleting: false,
    process: undefined,
    restarts: 0,
  };
}

/** The pod as the HPA controller has it in its cache. */
export function hpaPodOf(pod: TwinPod, labels: Readonly<Record<string, string>>): HpaPod {
  const isReady = pod.readyAt !== undefined && !pod.deleting;
  return {
    name: pod.name,
    labels,
    phase: pod.startedAt === undefined ? 'Pending' : 'Running',
    deleting: pod.deleting,
    startTime: pod.createdAt,
    ready: { status: isReady ? 'True' : 'False', lastTransition: pod.readyAt ?? pod.createdAt },
    containers: [],
  };
}

/**
 * Which pods a ReplicaSet takes away first: those on no node, not started, not ready; then those with the most
 * companions on their node; then the ones that turned ready last, and the youngest.
 */
export function victimsFirst(pods: readonly TwinPod[]): readonly TwinPod[] {
  const onNode = new Map<string | undefined, number>();
  for (const { node } of pods) onNode.set(node, (onNode.get(node) ?? 0) + 1);
  const stage = (pod: TwinPod) =>
    pod.node === undefined ? 0 : pod.startedAt === undefined ? 1 : pod.readyAt === undefined ? 2 : 3;
  return pods.toSorted(
    (a, b) =>
      stage(a) - stage(b) ||
      (onNode.get(b.node) ?? 0) - (onNode.get(a.node) ?? 0) ||
      (b.readyAt ?? 0) - (a.readyAt ?? 0) ||
      b.createdAt - a.createdAt,
  );
}
