import type { KubeConnection } from '../../kube/connect.ts';
import type { LabPaths } from '../lab-folder.ts';
import type { ResolveService } from '../network/forward-proxy.ts';
import type { SupervisorConfig } from './config.ts';
import type { ApiRoutes } from './http-api.ts';

/** What the node side of the lab needs to start. */
export interface NodePartsSpec {
  readonly config: SupervisorConfig;
  readonly paths: LabPaths;
  /** The administrator's connection. */
  readonly connection: KubeConnection;
  readonly proxyUrl: string;
  /** Names a process that must not outlive the lab. */
  readonly register: (pid: number) => void;
}

/** The node side of the lab: node agent, service proxy, GPU devices. */
export interface NodeParts {
  readonly routes: ApiRoutes;
  readonly resolveService: ResolveService;
  stop(): Promise<void>;
}

/** Starts the node side of the lab. */
export async function startNodeParts(_spec: NodePartsSpec): Promise<NodeParts> {
  return { routes: {}, resolveService: async () => undefined, stop: async () => {} };
}
