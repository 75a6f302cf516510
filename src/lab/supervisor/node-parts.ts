import { systemClock } from '../../clock/system-clock.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { POD_RANGE } from '../control-plane/kwokctl-config.ts';
import { gpuNodeName, SYSTEM_NODE } from '../control-plane/lab-nodes.ts';
import { type GpuHost, startGpuHost } from '../gpu/gpu-host.ts';
import type { LabPaths } from '../lab-folder.ts';
import type { ResolveService } from '../network/forward-proxy.ts';
import type { LocatePod } from '../network/kubelet-port-forward.ts';
import type { AgentFile } from '../node/agent-pods.ts';
import { type NodeAgent, startNodeAgent } from '../node/node-agent.ts';
import { resourceMetrics } from '../node/resource-metrics.ts';
import { loopbackOf } from '../running-lab.ts';
import { startServiceProxy } from '../service-proxy/service-proxy.ts';
import type { SupervisorConfig } from './config.ts';
import type { ApiRoutes } from './http-api.ts';
import { offerRoute } from './offer.ts';
import type { Reaper } from './reaper.ts';
import { strikeRoute } from './strike.ts';

/** What the node side of the lab needs to start. */
export interface NodePartsSpec {
  readonly config: SupervisorConfig;
  readonly paths: LabPaths;
  /** The administrator's connection. */
  readonly connection: KubeConnection;
  readonly proxyUrl: string;
  /** Gets every stop beside its start. */
  readonly stops: AsyncDisposableStack;
  readonly reaper: Pick<Reaper, 'register' | 'forget'>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** What `GET /files?component=&path=` answers. */
export type LabFiles = readonly AgentFile[];

/** What the node side of the lab answers. */
export interface NodeParts {
  readonly routes: ApiRoutes;
  readonly resolveService: ResolveService;
  /** What the kubelet of a node says of the resources that its containers use. */
  readonly resourceMetrics: (node: string) => Promise<string>;
  readonly locatePod: LocatePod;
}

/** Starts the node side of the lab: GPU devices, service proxy and node agent. */
export async function startNodeParts(spec: NodePartsSpec): Promise<NodeParts> {
  const { config, connection, paths, signal, stops } = spec;
  const shared = { connection, clock: systemClock, signal, log: spec.say };
  const gpuNodes = Array.from({ length: config.gpuNodes.count }, (_, index) => ({
    name: gpuNodeName(index),
    gpus: config.gpuNodes.gpusPerNode,
  }));
  const gpuHost = await startGpuHost({
    nodes: gpuNodes,
    clock: systemClock,
    socketFolder: paths.sockets,
  });
  stops.defer(() => gpuHost.stop());
  const services = startServiceProxy(shared);
  stops.defer(() => services.stop());
  const agent = await startNodeAgent({
    ...shared,
    kubeconfigPath: paths.kubeconfig,
    labFolder: paths.folder,
    podsFolder: paths.pods,
    podRange: POD_RANGE,
    nodes: [SYSTEM_NODE, ...gpuNodes.map(({ name }) => name)],
    gpuHost,
    proxyUrl: spec.proxyUrl,
    binaries: config.binaries,
    ...(config.model === undefined ? {} : { modelPath: config.model }),
    onProcess: (pid, change) => (change === 'started' ? spec.reaper.register(pid) : spec.reaper.forget(pid)),
  });
  stops.defer(() => agent.stop());
  return {
    routes: {
      ...nodeRoutes(agent, gpuHost),
      'POST /gpus': offerRoute(gpuHost, connection, config.gpuNodes),
    },
    resolveService: ({ name, namespace }) => services.resolve(name, namespace),
    resourceMetrics: (node) => resourceMetrics(agent.pods(), node, systemClock.now()),
    locatePod: ({ namespace, name }) => {
      const pod = agent.pods().find((one) => one.namespace === namespace && one.name === name);
      return pod && loopbackOf(pod.podIP);
    },
  };
}

function nodeRoutes(agent: NodeAgent, gpuHost: GpuHost): ApiRoutes {
  return {
    'GET /pods': () => ({ body: agent.pods() }),
    'GET /files': ({ query }) => ({
      body: agent.files(query.get('component') ?? '', query.get('path') ?? '') satisfies LabFiles,
    }),
    'GET /devices': () => ({ body: gpuHost.devices() }),
    'POST /strike': strikeRoute(agent),
  };
}
