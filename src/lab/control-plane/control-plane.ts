import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { connect, type KubeConnection } from '../../kube/connect.ts';
import type { Timing } from '../../plan/timing.ts';
import { runToEnd } from '../../process/run.ts';
import { formatDuration } from '../../units/duration.ts';
import { CLUSTER_NAME, LAB_CONTEXT, type LabPaths } from '../lab-folder.ts';
import { type AdminAccess, adminKubeconfig, readAdminAccess } from './kubeconfig.ts';
import { egressSelectorConfig, kwokctlConfig } from './kwokctl-config.ts';

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

/** The lab is on loopback: a proxy of the user's must never be asked for it. */
const NO_PROXY = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

/**
 * Starts etcd, API server, controller manager, scheduler and kwok, and waits until the API server is ready.
 * Returns the administrator's connection; the caller closes it.
 */
export async function startControlPlane(spec: ControlPlaneSpec): Promise<KubeConnection> {
  const { paths } = spec;
  await rm(paths.controlPlane, { recursive: true, force: true });
  await mkdir(paths.controlPlane, { recursive: true });
  const egressConfigFile = join(paths.controlPlane, 'egress-selector.yaml');
  const configFile = join(paths.controlPlane, 'kwokctl.yaml');
  const { timing, binaries } = spec;
  await writeFile(egressConfigFile, egressSelectorConfig(spec.egressSocket));
  await writeFile(configFile, kwokctlConfig({ timing, binaries, pkiFolder: paths.pki, egressConfigFile }));
  const failed = new AbortController();
  const signal = AbortSignal.any([spec.signal, failed.signal]);
  // kwokctl goes on looking for a while after the API server is ready; the lab need not wait for that.
  const created = createCluster(spec, configFile).catch((error: unknown) => failed.abort(error));
  const connection = await connectWhenWritten({ ...spec, signal });
  try {
    await waitUntilReady({ ...spec, signal }, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  // Its end is waited for by nobody; that it failed after all is not possible once the API server is ready.
  void created;
  return connection;
}

async function createCluster(spec: ControlPlaneSpec, configFile: string): Promise<void> {
  const { paths } = spec;
  const kubeconfig = join(paths.controlPlane, 'kwokctl-kubeconfig');
  const created = await runToEnd(
    spec.binaries.kwokctl ?? 'kwokctl',
    ['create', 'cluster', '--name', CLUSTER_NAME, '--config', configFile, '--kubeconfig', kubeconfig],
    {
      timeoutMs: CREATE_MS,
      signal: spec.signal,
      env: { KWOK_WORKDIR: paths.controlPlane, HOME: paths.controlPlane, ...NO_PROXY },
    },
  );
  if (created.ok || spec.signal.aborted) return;
  throw new ScaleproofError(
    'target-unavailable',
    `kwokctl could not start the lab's control plane: ${created.stderr.trim().split('\n').at(-1)}`,
    { hint: `read the components' logs in ${paths.controlPlaneLogs}` },
  );
}

/** Writes the administrator's kubeconfig as soon as kwokctl has made the certificates, and connects with it. */
async function connectWhenWritten(spec: ControlPlaneSpec): Promise<KubeConnection> {
  const { paths } = spec;
  const written = await pollUntil<AdminAccess>(
    spec.clock,
    CREATE_MS,
    async () => {
      // The pid of the API server is written after its certificates and kubeconfig.
      if (!existsSync(join(paths.controlPlanePids, 'kube-apiserver.pid'))) return { seen: 'not started yet' };
      return { value: await readAdminAccess(paths.pki, await serverOf(paths)) };
    },
    { intervalsMs: [50], signal: spec.signal },
  );
  if (!written.done) throw notReady(spec, written);
  await writeFile(paths.kubeconfig, adminKubeconfig(written.value), { mode: 0o600 });
  return await connect({ kubeconfigPath: paths.kubeconfig, context: LAB_CONTEXT });
}

async function serverOf(paths: LabPaths): Promise<string> {
  const text = await readFile(join(paths.pki, '..', 'kubeconfig.yaml'), 'utf8');
  const found = parse(text) as { clusters?: { cluster?: { server?: string } }[] };
  const server = found.clusters?.[0]?.cluster?.server;
  if (server === undefined) throw new Error('kwokctl wrote a kubeconfig without a server address');
  return server;
}

async function waitUntilReady(spec: ControlPlaneSpec, connection: KubeConnection): Promise<void> {
  const ready = await pollUntil(
    spec.clock,
    READY_MS,
    async () => {
      const answer = await connection.request('GET', '/readyz', { timeoutMs: 2000, allow: [500] });
      if (answer.status === 200) return { value: true };
      const failing = answer.text.split('\n').filter((line) => line.startsWith('[-]'));
      return { seen: failing.join(', ') };
    },
    { intervalsMs: [50, 50, 100], signal: spec.signal },
  );
  if (!ready.done) throw notReady(spec, ready);
}

function notReady(
  spec: ControlPlaneSpec,
  poll: { readonly waitedMs: number; readonly lastSeen: string },
): ScaleproofError {
  return new ScaleproofError(
    'target-unavailable',
    `the lab's API server was not ready after ${formatDuration(poll.waitedMs)}: ${poll.lastSeen}`,
    { hint: `read ${join(spec.paths.controlPlaneLogs, 'kube-apiserver.log')}` },
  );
}
