import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../clock/system-clock.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { systemFiles } from '../../host/files.ts';
import { PROFILES } from '../../plan/timing.ts';
import { formatInstant } from '../../units/instant.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { createNodes, waitForNodes } from '../control-plane/create-nodes.ts';
import { KUBELET_PORT, nodeAddresses } from '../control-plane/lab-nodes.ts';
import { containerLogPath, LAB_CONTEXT, LAB_URL, type LabPaths } from '../lab-folder.ts';
import { startEgressProxy } from '../network/egress-proxy.ts';
import { startForwardProxy } from '../network/forward-proxy.ts';
import { startKubeletApi } from '../network/kubelet-api.ts';
import { loopbackOf, type RunningLab } from '../running-lab.ts';
import { type Component, readComponents } from './components.ts';
import type { SupervisorConfig } from './config.ts';
import type { ApiRoutes } from './http-api.ts';
import { type NodeParts, startNodeParts } from './node-parts.ts';
import type { Reaper } from './reaper.ts';

/** What bringing a lab up needs. */
export interface BringUpSpec {
  readonly config: SupervisorConfig;
  readonly paths: LabPaths;
  /** Gets every stop beside its start; disposed, it takes the lab down in the reverse order. */
  readonly stops: AsyncDisposableStack;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  readonly reaper: Pick<Reaper, 'register' | 'forget'>;
  readonly say: (line: string) => void;
}

/** A lab that is up: where it is reached, what is watched, what its node side answers. */
export interface BroughtUp {
  readonly lab: RunningLab;
  readonly components: readonly Component[];
  readonly routes: ApiRoutes;
}

/** Brings up network, control plane, nodes and their agent, in that order. */
export async function bringUp(spec: BringUpSpec): Promise<BroughtUp> {
  const { config, paths, stops } = spec;
  await prepareFolders(paths);
  spec.onStep('starting its control plane');
  const egressSocket = join(paths.sockets, 'egress.sock');
  const egress = await startEgressProxy(egressSocket);
  stops.defer(() => egress.close());
  const connection = await startControlPlane({
    paths,
    timing: PROFILES[config.profile],
    binaries: config.binaries,
    egressSocket,
    clock: systemClock,
    signal: spec.signal,
  });
  stops.defer(() => connection.close());
  const components = readComponents(paths.controlPlanePids);
  for (const component of components) spec.reaper.register(component.process.pid);
  spec.onStep('starting its nodes');
  let parts: NodeParts | undefined;
  const proxy = await startForwardProxy((service) => parts?.resolveService(service));
  stops.defer(() => proxy.close());
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  await createNodes(connection, config.gpuNodes, config.versions['kube-apiserver'] ?? '');
  const kubelet = await startKubeletApi({
    nodes: nodeAddresses(config.gpuNodes).map((node) => ({ ...node, address: loopbackOf(node.address) })),
    // While the agent is not up, no container runs.
    resourceMetrics: async (node) => parts?.resourceMetrics(node) ?? '',
    port: KUBELET_PORT,
    pkiFolder: paths.pki,
    locateLog: (container) => containerLogPath(paths, container),
    locatePod: (pod) => parts?.locatePod(pod),
  });
  stops.defer(() => kubelet.close());
  parts = await startNodeParts({ ...spec, connection, proxyUrl });
  await waitForNodes(connection, config.gpuNodes.count + 1, systemClock, spec.signal);
  return { lab: describeLab(spec, proxyUrl), components, routes: parts.routes };
}

async function prepareFolders(paths: LabPaths): Promise<void> {
  for (const folder of [paths.pods, paths.sockets]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}

function describeLab(spec: BringUpSpec, proxyUrl: string): RunningLab {
  const { config, paths } = spec;
  return {
    version: 1,
    profile: config.profile,
    startedAt: formatInstant(systemClock.now()),
    folder: paths.folder,
    supervisorPid: process.pid,
    kubeconfig: paths.kubeconfig,
    context: LAB_CONTEXT,
    proxyUrl,
    agentUrl: LAB_URL,
    gpuNodes: config.gpuNodes,
    versions: config.versions,
    binaries: config.binaries,
    ...(config.model === undefined ? {} : { model: config.model }),
  };
}

/** Writes `lab.json`, whole or not at all. */
export function writeLab(paths: LabPaths, lab: RunningLab): Promise<void> {
  return systemFiles.writeText(paths.labFile, `${JSON.stringify(lab, null, 2)}\n`);
}

/** Keeps for `labUp` why the start failed. */
export function writeStartError(paths: LabPaths, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof ScaleproofError ? error.hint : undefined;
  return writeFile(paths.startErrorFile, `${JSON.stringify({ message, ...(hint ? { hint } : {}) })}\n`);
}
