import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Clock } from '../../clock/clock.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { GpuHost } from '../gpu/gpu-host.ts';
import { LAB_MARKER } from '../lab-folder.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import { clusterReader } from './cluster-reader.ts';
import { type ImageMap, LAB_IMAGES } from './images/image-map.ts';
import { PodAddresses } from './pod-addresses.ts';
import type { ApiServer } from './pod-kubeconfig.ts';
import { podWriter } from './pod-writer.ts';
import { KUBELET_BACK_OFF } from './restart-back-off.ts';

/** How to start a node agent. */
export interface NodeAgentSpec {
  /** A connection that may do what kubelets may, on all nodes. */
  readonly connection: KubeConnection;
  /** The same user's kubeconfig; the certificate authority of the pods' own kubeconfigs comes from it. */
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

/** Makes what the pods of an agent share. */
export async function makeSurroundings(spec: NodeAgentSpec, signal: AbortSignal): Promise<AgentSurroundings> {
  const apiServer = await readApiServer(spec.kubeconfigPath, spec.connection.server);
  return {
    clock: spec.clock,
    folder: spec.podsFolder,
    gpuHost: spec.gpuHost,
    addresses: new PodAddresses(spec.podRange ?? '10.244.0.0/16'),
    reader: clusterReader(spec.connection),
    writer: podWriter(spec.connection, spec.clock, spec.log),
    images: spec.images ?? LAB_IMAGES,
    lab: {
      binaries: spec.binaries,
      proxyUrl: spec.proxyUrl,
      gpuSnapshotSocket: spec.gpuHost.snapshotSocketPath,
      ...(spec.modelPath === undefined ? {} : { modelPath: spec.modelPath }),
    },
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
