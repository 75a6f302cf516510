import type { ControllerMemory } from '../hpa/memory.ts';
import type { HpaStatus } from '../hpa/status.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation, PodChange } from '../sample/observation.ts';

/** What happens in an example run: it scales, or the adapter knows no such metric and it does not. */
export type Story = 'scales' | 'no-metric';

export const METRIC = 'DCGM_FI_DEV_GPU_UTIL';
export const GPUS = 12;
const START_UP_MS = 1200;

/** One serving pod; times are milliseconds from the start of the run. */
export interface Pod {
  readonly name: string;
  readonly gpu: number;
  readonly createdAt: number;
  goneAt: number;
  leavingAt: number;
  freeAt: number;
  accepted: number;
  readonly busy: { readonly from: number; readonly to: number }[];
}

/** A small world: one serving Deployment, its HPA and its GPUs, in steps of 100 ms from the start of the run. */
export interface World {
  readonly story: Story;
  readonly plan: Plan;
  readonly start: number;
  readonly seen: Observation[];
  readonly pods: Pod[];
  desired: number;
  status: HpaStatus;
  memory: ControllerMemory;
  exported: ReadonlyMap<string, number>;
  nextArrival: number;
}

/** Puts an observation on record; its time counts from the start of the run. */
export function see(world: World, observation: Observation): void {
  world.seen.push({ ...observation, at: world.start + observation.at });
}

/** The pods that are not gone. */
export function alive(world: World, now: number): readonly Pod[] {
  return world.pods.filter((pod) => pod.goneAt > now);
}

/** The pods that take requests. */
export function readyPods(world: World, now: number): readonly Pod[] {
  return world.pods.filter((pod) => now >= pod.createdAt + START_UP_MS && now < pod.leavingAt);
}

/** Creates a pod. */
export function addPod(world: World, at: number): void {
  const gpu = world.pods.length;
  const pod: Pod = {
    name: `fast-style-transfer-serving-5b7d9c6f4d-${'abcdefghjk'[gpu]}x2q${gpu}`,
    gpu,
    createdAt: at,
    goneAt: Number.POSITIVE_INFINITY,
    leavingAt: Number.POSITIVE_INFINITY,
    freeAt: 0,
    accepted: 0,
    busy: [],
  };
  world.pods.push(pod);
  seePod(world, pod, at, 'created');
  seePod(world, pod, at + 20, 'scheduled', { node: `gpu-node-${Math.floor(gpu / 4)}`, gpus: 1 });
  seePod(world, pod, at + 400, 'started');
}

/** Turns a pod ready when its start-up is over. */
export function becomeReady(world: World, pod: Pod, now: number): void {
  if (now !== pod.createdAt + START_UP_MS) return;
  seePod(world, pod, now, 'ready');
  seeEndpoints(world, now + 8);
  seeReplicas(world, now + 10);
}

/** Shows a step in the life of a pod. */
export function seePod(
  world: World,
  pod: Pod,
  at: number,
  change: PodChange,
  more: { readonly node?: string; readonly gpus?: number } = {},
): void {
  see(world, { kind: 'pod', at, pod: pod.name, change, ...more });
}

/** Shows the endpoints as they are. */
export function seeEndpoints(world: World, at: number): void {
  const ready = readyPods(world, at).map((pod) => pod.name);
  const terminating = alive(world, at).filter((pod) => pod.leavingAt <= at);
  see(world, { kind: 'endpoints', at, ready, terminating: terminating.map((pod) => pod.name) });
}

/** Shows the Deployment as it is. */
export function seeReplicas(world: World, at: number): void {
  const ready = readyPods(world, at).length;
  const current = world.pods.filter((pod) => pod.leavingAt > at).length;
  see(world, { kind: 'replicas', at, desired: world.desired, current, ready, available: ready });
}
