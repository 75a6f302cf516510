import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Clock } from '../../clock/clock.ts';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { watchObjects } from '../../kube/watch.ts';
import type { GpuHost } from '../gpu/gpu-host.ts';
import { LAB_MARKER } from '../lab-folder.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import { clusterReader } from './cluster-reader.ts';
import type { LabSurroundings } from './images/image.ts';
import { type ImageMap, LAB_IMAGES, repositoryName } from './images/image-map.ts';
import { PodAddresses } from './pod-addresses.ts';
import type { ApiServer } from './pod-kubeconfig.ts';
import { type Pod, podKey } from './pod-spec.ts';
import { PodWorker } from './pod-worker.ts';
import { podWriter } from './pod-writer.ts';
import { KUBELET_BACK_OFF } from './restart-back-off.ts';

/** How to start a node agent. */
export interface NodeAgentSpec {
  /** A connection that may do what kubelets may, on all nodes. */
  readonly connection: KubeConnection;
  /** The same user's kubeconfig; server and certificate authority of the pods' own kubeconfigs come from it. */
  readonly kubeconfigPath: string;
  readonly clock: Clock;
  /** The lab's folder; goes into the processes' environment as the lab's marker. */
  readonly labFolder: string;
  /** Where pods have their folders and logs: `<namespace>_<pod>/<container>.log`. */
  readonly podsFolder: string;
  readonly nodes: readonly string[];
  readonly gpuHost: GpuHost;
  readonly proxyUrl: string;
  readonly binaries: Readonly<Record<string, string>>;
  readonly modelPath?: string;
  /** Default: every image that the lab knows. */
  readonly images?: ImageMap;
  /** A /16; default 10.244.0.0/16. */
  readonly podRange?: string;
  readonly backOff?: AgentSurroundings['backOff'];
  readonly onProcess?: (pid: number, change: 'started' | 'ended') => void;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** One pod as the agent sees it. */
export interface AgentPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly podIP: string;
  readonly ready: boolean;
  readonly containers: readonly {
    readonly name: string;
    readonly component: string;
    readonly pid: number | undefined;
    readonly restarts: number;
  }[];
}

/** Which containers to strike: all that match everything given. */
export interface StrikeTarget {
  /** Component name of an image: `serving`, `dcgm-exporter`, `prometheus`, `prometheus-adapter`. */
  readonly component?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The kubelet of all lab nodes, running. */
export interface NodeAgent {
  pods(): readonly AgentPod[];
  /** Sends a signal (default SIGKILL) and keeps the container down for `downMs`; returns `namespace/pod/container` of each hit. */
  strike(
    target: StrikeTarget,
    options?: { readonly signal?: NodeJS.Signals; readonly downMs?: number },
  ): readonly string[];
  /** Ends all processes; the pods stay in the API. */
  stop(): Promise<void>;
}

/** Starts the agent: pods bound to the lab's nodes become local processes from now on. */
export async function startNodeAgent(spec: NodeAgentSpec): Promise<NodeAgent> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([spec.signal, stopping.signal]);
  const surroundings = await makeSurroundings(spec, signal);
  const workers = new Map<string, PodWorker>();
  const watching = watchPods(spec, surroundings, workers, signal);
  return {
    pods: () => [...workers.values()].map((worker) => describePod(worker, surroundings.images)),
    strike: (target, options = {}) =>
      strike(
        [...workers.values()],
        surroundings.images,
        target,
        options.signal ?? 'SIGKILL',
        options.downMs ?? 0,
      ),
    stop: async () => {
      stopping.abort(new Error('the node agent stops'));
      await Promise.all([...workers.values()].map((worker) => worker.abandon(STOP_GRACE_MS)));
      await watching;
    },
  };
}

/** The machine goes down: processes get this long to end by themselves. */
const STOP_GRACE_MS = 1000;

async function makeSurroundings(spec: NodeAgentSpec, signal: AbortSignal): Promise<AgentSurroundings> {
  const apiServer = await readApiServer(spec.kubeconfigPath, spec.connection.server);
  const lab: LabSurroundings = {
    binaries: spec.binaries,
    proxyUrl: spec.proxyUrl,
    gpuSnapshotSocket: spec.gpuHost.snapshotSocketPath,
    ...(spec.modelPath === undefined ? {} : { modelPath: spec.modelPath }),
  };
  return {
    clock: spec.clock,
    folder: spec.podsFolder,
    gpuHost: spec.gpuHost,
    addresses: new PodAddresses(spec.podRange ?? '10.244.0.0/16'),
    reader: clusterReader(spec.connection),
    writer: podWriter(spec.connection, spec.clock, spec.log),
    images: spec.images ?? LAB_IMAGES,
    lab,
    apiServer,
    backOff: spec.backOff ?? KUBELET_BACK_OFF,
    baseEnvironment: (kubeconfig) => baseEnvironment(spec, apiServer, kubeconfig),
    onProcess: spec.onProcess ?? (() => {}),
    log: spec.log,
    signal,
  };
}

function baseEnvironment(
  spec: NodeAgentSpec,
  apiServer: ApiServer,
  kubeconfig: string | undefined,
): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(apiServer.url);
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    [LAB_MARKER]: spec.labFolder,
    HTTP_PROXY: spec.proxyUrl,
    HTTPS_PROXY: spec.proxyUrl,
    NO_PROXY: '127.0.0.0/8,localhost',
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
  };
}

interface KubeconfigFile {
  readonly clusters?: readonly {
    readonly cluster?: {
      readonly 'certificate-authority-data'?: string;
      readonly 'certificate-authority'?: string;
    };
  }[];
}

async function readApiServer(kubeconfigPath: string, url: string): Promise<ApiServer> {
  const file = parse(await readFile(kubeconfigPath, 'utf8')) as KubeconfigFile;
  const cluster = file.clusters?.[0]?.cluster;
  const data = cluster?.['certificate-authority-data'];
  if (data !== undefined) return { url, ca: Buffer.from(data, 'base64').toString('utf8') };
  const path = cluster?.['certificate-authority'];
  if (path !== undefined) return { url, ca: await readFile(path, 'utf8') };
  throw new ScaleproofError('target-unavailable', `${kubeconfigPath} names no certificate authority`);
}

async function watchPods(
  spec: NodeAgentSpec,
  surroundings: AgentSurroundings,
  workers: Map<string, PodWorker>,
  signal: AbortSignal,
): Promise<void> {
  const nodes = new Set(spec.nodes);
  const take = (pod: Pod) => {
    try {
      takePod(pod, nodes, surroundings, workers);
    } catch (error) {
      // One pod that makes no sense must not take the others down.
      spec.log(`pod ${podKey(pod)}: ${errorText(error)}`);
    }
  };
  const target = { path: '/api/v1/pods', query: { fieldSelector: 'spec.nodeName!=' }, signal };
  try {
    await watchObjects<Pod>(spec.connection, spec.clock, target, {
      onSync: (pods) => pods.forEach(take),
      onChange: ({ type, object }) => {
        if (type === 'DELETED') void workers.get(object.metadata.uid ?? '')?.vanish();
        else take(object);
      },
      onGap: ({ to, reason }) => {
        if (to === null) spec.log(`pods are not seen: ${reason}`);
      },
    });
  } catch (error) {
    if (!signal.aborted) spec.log(`the pod watch ended: ${errorText(error)}`);
  }
}

function takePod(
  pod: Pod,
  nodes: ReadonlySet<string>,
  surroundings: AgentSurroundings,
  workers: Map<string, PodWorker>,
): void {
  const { uid = '' } = pod.metadata;
  const known = workers.get(uid);
  if (known) {
    known.update(pod);
    return;
  }
  if (!nodes.has(pod.spec.nodeName ?? '') || surroundings.signal.aborted) return;
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (ended && pod.metadata.deletionTimestamp === undefined) return;
  const worker = new PodWorker(pod, surroundings);
  workers.set(uid, worker);
  void worker.done.then(() => workers.delete(uid));
  if (pod.metadata.deletionTimestamp !== undefined) worker.update(pod);
}

function describePod(worker: PodWorker, images: ImageMap): AgentPod {
  const { metadata, spec } = worker.pod;
  return {
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    uid: metadata.uid ?? '',
    node: spec.nodeName ?? '',
    podIP: worker.podIP,
    ready: worker.containers.every((container) => container.ready),
    containers: worker.containers.map((container) => ({
      name: container.spec.name,
      component: images.get(repositoryName(container.spec.image))?.component ?? 'unknown',
      pid: container.pid,
      restarts: container.status().restartCount,
    })),
  };
}

function strike(
  workers: readonly PodWorker[],
  images: ImageMap,
  target: StrikeTarget,
  signal: NodeJS.Signals,
  downMs: number,
): readonly string[] {
  return workers.flatMap((worker) => {
    const { name, namespace, labels } = worker.pod.metadata;
    if (target.pod !== undefined && target.pod !== name) return [];
    if (target.namespace !== undefined && target.namespace !== namespace) return [];
    const wanted = Object.entries(target.labels ?? {});
    if (wanted.some(([key, value]) => labels?.[key] !== value)) return [];
    return worker.containers
      .filter((container) => {
        const component = images.get(repositoryName(container.spec.image))?.component;
        return target.component === undefined || target.component === component;
      })
      .filter((container) => container.strike(signal, downMs))
      .map((container) => `${worker.key}/${container.spec.name}`);
  });
}
