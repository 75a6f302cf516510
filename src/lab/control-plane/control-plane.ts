import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Timing } from '../../plan/timing.ts';
import { runToEnd } from '../../process/run.ts';
import { formatDuration } from '../../units/duration.ts';
import { CLUSTER_NAME, type LabPaths } from '../lab-folder.ts';
import { askApiServer } from './api-request.ts';
import { type AdminAccess, adminKubeconfig, readAdminAccess } from './kubeconfig.ts';
import { egressSelectorConfig, kwokctlConfig } from './kwokctl-config.ts';
import { type GpuNodes, labNodes } from './lab-nodes.ts';

const CREATE_MS = 60_000;
const READY_MS = 60_000;

/** What a control plane is started with. */
export interface ControlPlaneSpec {
  readonly paths: LabPaths;
  readonly timing: Timing;
  readonly binaries: Readonly<Record<string, string>>;
  readonly egressSocket: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Starts etcd, API server, controller manager, scheduler and kwok, and waits until the API server is ready. */
export async function startControlPlane(spec: ControlPlaneSpec): Promise<AdminAccess> {
  const { paths } = spec;
  await rm(paths.controlPlane, { recursive: true, force: true });
  await mkdir(paths.controlPlane, { recursive: true });
  const egressConfigFile = join(paths.controlPlane, 'egress-selector.yaml');
  const configFile = join(paths.controlPlane, 'kwokctl.yaml');
  await writeFile(egressConfigFile, egressSelectorConfig(spec.egressSocket));
  await writeFile(
    configFile,
    kwokctlConfig({
      timing: spec.timing,
      binaries: spec.binaries,
      pkiFolder: paths.pki,
      egressConfigFile,
    }),
  );
  await createCluster(spec, configFile);
  const access = await readAdminAccess(paths.pki, await serverOf(paths));
  await waitUntilReady(spec, access);
  await writeFile(paths.kubeconfig, adminKubeconfig(access), { mode: 0o600 });
  return access;
}

async function createCluster(spec: ControlPlaneSpec, configFile: string): Promise<void> {
  const { paths } = spec;
  const created = await runToEnd(
    spec.binaries.kwokctl ?? 'kwokctl',
    [
      'create',
      'cluster',
      '--name',
      CLUSTER_NAME,
      '--config',
      configFile,
      '--kubeconfig',
      join(paths.controlPlane, 'kwokctl-kubeconfig'),
    ],
    {
      timeoutMs: CREATE_MS,
      signal: spec.signal,
      env: { KWOK_WORKDIR: paths.controlPlane, HOME: paths.controlPlane, ...NO_PROXY },
    },
  );
  if (created.ok) return;
  throw new ScaleproofError(
    'target-unavailable',
    `kwokctl could not start the lab's control plane: ${lastLine(created.stderr)}`,
    { hint: `read the components' logs in ${paths.controlPlaneLogs}` },
  );
}

/** The lab is on loopback: a proxy of the user's must never be asked for it. */
const NO_PROXY = {
  http_proxy: '',
  https_proxy: '',
  HTTP_PROXY: '',
  HTTPS_PROXY: '',
  all_proxy: '',
  ALL_PROXY: '',
};

async function serverOf(paths: LabPaths): Promise<string> {
  const text = await readFile(join(paths.pki, '..', 'kubeconfig.yaml'), 'utf8');
  const found = parse(text) as { clusters?: { cluster?: { server?: string } }[] };
  const server = found.clusters?.[0]?.cluster?.server;
  if (server === undefined) {
    throw new ScaleproofError('target-unavailable', 'kwokctl wrote a kubeconfig without a server address');
  }
  return server;
}

async function waitUntilReady(spec: ControlPlaneSpec, access: AdminAccess): Promise<void> {
  const ready = await pollUntil(
    spec.clock,
    READY_MS,
    async () => {
      const answer = await askApiServer(access, 'GET', '/readyz', { timeoutMs: 2000 });
      if (answer.status === 200) return { value: true };
      return {
        seen: answer.body
          .split('\n')
          .filter((line) => line.startsWith('[-]'))
          .join(', '),
      };
    },
    { intervalsMs: [50, 50, 100], signal: spec.signal },
  );
  if (ready.done) return;
  throw new ScaleproofError(
    'target-unavailable',
    `the lab's API server was not ready after ${formatDuration(ready.waitedMs)}: ${ready.lastSeen}`,
    { hint: `read ${join(spec.paths.controlPlaneLogs, 'kube-apiserver.log')}` },
  );
}

/** Creates the lab's nodes; they are Ready as soon as kwok has seen them. */
export async function createNodes(
  access: AdminAccess,
  gpuNodes: GpuNodes,
  kubelet: { readonly port: number; readonly version: string },
): Promise<void> {
  const nodes = labNodes(gpuNodes, kubelet.port, kubelet.version);
  const answers = await Promise.all(
    nodes.map((node) => askApiServer(access, 'POST', '/api/v1/nodes', { body: node })),
  );
  const refused = answers.find((answer) => answer.status !== 201 && answer.status !== 409);
  if (refused) {
    throw new ScaleproofError('target-unavailable', `the API server refused a lab node: ${refused.body}`);
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
