import { rm } from 'node:fs/promises';
import { errorText } from '../../errors/scaleproof-error.ts';
import { watchObjects } from '../../kube/watch.ts';
import {
  type AgentFile,
  type AgentPod,
  describePod,
  findFiles,
  type StrikeOptions,
  type StrikeTarget,
  strikePods,
} from './agent-pods.ts';
import { makeSurroundings, type NodeAgentSpec } from './agent-setup.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import { type Pod, podKey } from './pod-spec.ts';
import { PodWorker } from './pod-worker.ts';

/** Logs of this many pods that have ended are kept; those of earlier ones are removed. */
const ENDED_PODS_KEPT = 100;

/** The kubelet of all lab nodes, running. */
export interface NodeAgent {
  pods(): readonly AgentPod[];
  /** Where a path lies in each container of a component. */
  files(component: string, path: string): readonly AgentFile[];
  /** Kills processes as if from outside; returns `namespace/pod/container` of each that was hit. */
  strike(target: StrikeTarget, options?: StrikeOptions): readonly string[];
  /** Ends all processes; the pods stay in the API. */
  stop(): Promise<void>;
}

/** Starts the agent: pods bound to the lab's nodes become local processes from now on. */
export async function startNodeAgent(spec: NodeAgentSpec): Promise<NodeAgent> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([spec.signal, stopping.signal]);
  const surroundings = await makeSurroundings(spec, signal);
  const pods = new LocalPods(new Set(spec.nodes), surroundings);
  const watching = watchPods(spec, pods, signal);
  return {
    pods: () => pods.workers().map((worker) => describePod(worker, surroundings.images)),
    files: (component, path) => findFiles(pods.workers(), surroundings.images, component, path),
    strike: (target, options = {}) => strikePods(pods.workers(), surroundings.images, target, options),
    stop: async () => {
      stopping.abort(new Error('the node agent stops'));
      await Promise.all(pods.workers().map((worker) => worker.drop()));
      await watching;
    },
  };
}

async function watchPods(spec: NodeAgentSpec, pods: LocalPods, signal: AbortSignal): Promise<void> {
  const target = { path: '/api/v1/pods', query: { fieldSelector: 'spec.nodeName!=' }, signal };
  try {
    await watchObjects<Pod>(spec.connection, spec.clock, target, {
      onSync: (objects) => {
        for (const pod of objects) pods.take(pod);
      },
      onChange: ({ type, object }) => {
        if (type === 'DELETED') pods.drop(object);
        else pods.take(object);
      },
      onGap: ({ to, reason }) => {
        if (to === null) spec.log(`pods are not seen: ${reason}`);
      },
    });
  } catch (error) {
    if (!signal.aborted) spec.log(`the pod watch ended: ${errorText(error)}`);
  }
}

/** The pods of the lab's nodes, each with its worker. */
class LocalPods {
  readonly #nodes: ReadonlySet<string>;
  readonly #surroundings: AgentSurroundings;
  readonly #workers = new Map<string, PodWorker>();
  readonly #endedFolders: string[] = [];

  constructor(nodes: ReadonlySet<string>, surroundings: AgentSurroundings) {
    this.#nodes = nodes;
    this.#surroundings = surroundings;
  }

  workers(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  /** Takes in a pod as the API has it; one that makes no sense must not take the others down. */
  take(pod: Pod): void {
    try {
      const known = this.#workers.get(pod.metadata.uid ?? '');
      if (known) known.update(pod);
      else if (this.#isOurs(pod)) this.#begin(pod);
    } catch (error) {
      this.#surroundings.log(`pod ${podKey(pod)}: ${errorText(error)}`);
    }
  }

  drop(pod: Pod): void {
    void this.#workers.get(pod.metadata.uid ?? '')?.drop();
  }

  #isOurs({ spec, status, metadata }: Pod): boolean {
    if (!this.#nodes.has(spec.nodeName ?? '') || this.#surroundings.signal.aborted) return false;
    const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    return !ended || metadata.deletionTimestamp !== undefined;
  }

  #begin(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const worker = new PodWorker(pod, this.#surroundings);
    this.#workers.set(uid, worker);
    void worker.done.then(() => {
      this.#workers.delete(uid);
      this.#keepLogs(worker.folder);
    });
    if (pod.metadata.deletionTimestamp !== undefined) worker.update(pod);
  }

  /** A pod's logs outlive it, but not for ever: a lab may run for days. */
  #keepLogs(folder: string): void {
    this.#endedFolders.push(folder);
    if (this.#endedFolders.length <= ENDED_PODS_KEPT) return;
    const oldest = this.#endedFolders.shift() ?? '';
    const taken =
      this.#endedFolders.includes(oldest) || this.workers().some((worker) => worker.folder === oldest);
    if (taken) return;
    rm(oldest, { recursive: true, force: true }).catch((error) =>
      this.#surroundings.log(`logs of an ended pod stay: ${errorText(error)}`),
    );
  }
}
