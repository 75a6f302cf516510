import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pollUntil } from '../../clock/poll.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { systemFiles } from '../../host/files.ts';
import { PROFILES } from '../../plan/timing.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatInstant } from '../../units/instant.ts';
import { askApiServer } from '../control-plane/api-request.ts';
import { createNodes, startControlPlane } from '../control-plane/control-plane.ts';
import type { AdminAccess } from '../control-plane/kubeconfig.ts';
import { LAB_CONTEXT, LAB_URL, type LabPaths } from '../lab-folder.ts';
import { startEgressProxy } from '../network/egress-proxy.ts';
import { startForwardProxy } from '../network/forward-proxy.ts';
import type { RunningLab } from '../running-lab.ts';
import { type Component, readComponents } from './components.ts';
import type { SupervisorConfig } from './config.ts';
import type { ApiRoutes } from './http-api.ts';
import { type NodeParts, startNodeParts } from './node-parts.ts';

const NODES_READY_MS = 30_000;

/** What bringing a lab up needs. */
export interface BringUpSpec {
  readonly config: SupervisorConfig;
  readonly paths: LabPaths;
  /** Gets every stop beside its start; disposed, it takes the lab down in the reverse order. */
  readonly stops: AsyncDisposableStack;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  readonly register: (pid: number) => void;
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
  const access = await startControlPlane({
    paths,
    timing: PROFILES[config.profile],
    binaries: config.binaries,
    egressSocket,
    clock: systemClock,
    signal: spec.signal,
  });
  const components = readComponents(paths.controlPlanePids);
  for (const component of components) spec.register(component.process.pid);
  spec.onStep('starting its nodes');
  let parts: NodeParts | undefined;
  const proxy = await startForwardProxy(async (service) => parts?.resolveService(service));
  stops.defer(() => proxy.close());
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  const versionOf = config.versions['kube-apiserver'] ?? 'v1.36.3';
  await createNodes(access, config.gpuNodes, { port: 10_250, version: versionOf });
  parts = await startNodeParts({ config, paths, access, proxyUrl, register: spec.register });
  stops.defer(() => parts?.stop());
  await waitForNodes(spec, access);
  return { lab: describeLab(spec, proxyUrl), components, routes: parts.routes };
}

async function prepareFolders(paths: LabPaths): Promise<void> {
  for (const folder of [paths.pods, paths.sockets]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

async function waitForNodes(spec: BringUpSpec, access: AdminAccess): Promise<void> {
  const wanted = spec.config.gpuNodes.count + 1;
  const ready = await pollUntil(
    systemClock,
    NODES_READY_MS,
    async () => {
      const answer = await askApiServer(access, 'GET', '/api/v1/nodes?resourceVersion=0');
      const { items } = JSON.parse(answer.body) as NodeList;
      const waiting = items.filter(
        (node) => !node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
      if (items.length >= wanted && waiting.length === 0) return { value: true };
      return { seen: `not Ready: ${waiting.map((node) => node.metadata.name).join(', ') || 'no nodes'}` };
    },
    { signal: spec.signal },
  );
  if (ready.done) return;
  throw new ScaleproofError(
    'target-unavailable',
    `the lab's ${wanted} nodes were not Ready after ${formatDuration(ready.waitedMs)}; ${ready.lastSeen}`,
    { hint: `read ${join(spec.paths.controlPlaneLogs, 'kwok-controller.log')}` },
  );
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
