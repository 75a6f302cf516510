import type { Random } from '../plan/random.ts';
import type { PodChange } from '../sample/observation.ts';
import { DRAIN } from '../serving/drain-times.ts';
import type { GpuNodes } from './gpu.ts';
import { LAB } from './lab-figures.ts';
import type { TwinPod } from './pod.ts';
import type { ServingModel } from './serving-options.ts';
import { ServingProcess } from './serving-process.ts';
import type { TwinSpec } from './twin-spec.ts';

/** What a pod's way depends on, and whom it tells. */
export interface PodWorld {
  readonly spec: TwinSpec;
  readonly nodes: GpuNodes;
  readonly model: ServingModel;
  readonly random: Random;
  /** Connections that clients hold open to a pod. */
  readonly openTo: (pod: string) => number;
  /** Something about a pod changed that others look at. */
  readonly changed: (pod: TwinPod) => void;
  /** Its process has ended: clients lose their idle connections. */
  readonly ended: (pod: TwinPod) => void;
  readonly gone: (pod: TwinPod) => void;
}

/** Puts one step of a pod's life on record. */
export function tellPod(
  { spec }: Pick<PodWorld, 'spec'>,
  pod: TwinPod,
  change: PodChange,
  more: { readonly node?: string; readonly gpus?: number; readonly detail?: string } = {},
): void {
  spec.emit({ kind: 'pod', at: spec.loop.now, pod: pod.name, change, ...more });
}

/** Scheduler: binds the pod to the node with the most free GPUs; answers false where none has enough. */
export function bindPod(world: PodWorld, pod: TwinPod): boolean {
  const { spec, nodes, random } = world;
  const wanted = spec.scenario.workload.gpusPerPod;
  const most = Math.max(...nodes.names.map((name) => nodes.freeOn(name)));
  if (most < wanted) return false;
  const best = nodes.names.filter((name) => nodes.freeOn(name) === most);
  const node = best[Math.floor(random() * best.length)]!;
  pod.node = node;
  pod.gpus = nodes.allocate(node, wanted, pod.name);
  tellPod(world, pod, 'scheduled', { node, gpus: wanted });
  world.changed(pod);
  spec.loop.after(LAB.start, () => startPod(world, pod));
  return true;
}

function startPod(world: PodWorld, pod: TwinPod): void {
  if (pod.deleting) return;
  pod.startedAt = world.spec.loop.now;
  tellPod(world, pod, 'started');
  world.changed(pod);
  startProcess(world, pod);
}

/** The process comes up, loads its model and passes its probe. */
function startProcess(world: PodWorld, pod: TwinPod): void {
  const { loop } = world.spec;
  const process = new ServingProcess(loop, world.model, pod.gpus, world.random);
  pod.process = process;
  if (world.model.ready === 'never') return;
  loop.after(LAB.ready + world.random() * LAB.readySpread, () => {
    if (pod.deleting || pod.process !== process) return;
    pod.readyAt = loop.now;
    tellPod(world, pod, 'ready');
    world.changed(pod);
  });
}

/** Deletes a pod as a kubelet does: preStop sleep, SIGTERM, SIGKILL at the end of its grace period. */
export function deletePod(world: PodWorld, pod: TwinPod): void {
  const { loop, scenario } = world.spec;
  const { terminationGrace, preStopSleep } = scenario.workload;
  pod.deleting = true;
  tellPod(world, pod, 'terminating', { detail: `grace ${Math.ceil(terminationGrace / 1000)}s` });
  world.changed(pod);
  const { process } = pod;
  const end = once(() => endPod(world, pod));
  if (process === undefined) {
    loop.after(LAB.stop, end);
    return;
  }
  loop.after(LAB.stop + preStopSleep, () => {
    if (world.model.drain === 'abrupt') end();
    else drain(world, pod, process, end);
  });
  loop.after(terminationGrace, end);
}

/** Waits until nothing is in work and no connection is open, as the serving process does it. */
function drain(world: PodWorld, pod: TwinPod, process: ServingProcess, end: () => void): void {
  const { loop } = world.spec;
  process.draining = true;
  if (process.depth === 0) process.quietSince = loop.now;
  const look = (): void => {
    process.listening = false;
    const silentMs = process.depth === 0 ? loop.now - process.quietSince : 0;
    if (process.depth === 0 && (world.openTo(pod.name) === 0 || silentMs >= DRAIN.silence)) end();
    else loop.after(DRAIN.look, look);
  };
  loop.after(DRAIN.listen, look);
}

function endPod(world: PodWorld, pod: TwinPod): void {
  pod.process?.kill();
  pod.process = undefined;
  world.ended(pod);
  world.spec.loop.after(LAB.removal, () => {
    world.nodes.release(pod.name);
    tellPod(world, pod, 'deleted');
    world.gone(pod);
  });
}

/** Kills the process of a pod; its container is started again at once. */
export function crashPod(world: PodWorld, pod: TwinPod): void {
  pod.process?.kill();
  pod.process = undefined;
  pod.readyAt = undefined;
  pod.restarts++;
  world.ended(pod);
  tellPod(world, pod, 'unready', { detail: 'ContainersNotReady: containers with unready status: [serving]' });
  world.changed(pod);
  world.spec.loop.after(LAB.restart, () => {
    if (pod.deleting) return;
    tellPod(world, pod, 'restarted', { detail: 'serving: Error, exit code 137' });
    startProcess(world, pod);
  });
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
