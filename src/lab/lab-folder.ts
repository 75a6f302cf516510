import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The one address and port on which a lab's supervisor answers. It is fixed, because cluster addresses are served on
 * fixed loopback addresses, so that a machine has room for one lab only: who listens here is that lab.
 */
export const LAB_ADDRESS = { host: '127.0.96.1', port: 10_960 } as const;

/** Root of the supervisor's HTTP API. */
export const LAB_URL = `http://${LAB_ADDRESS.host}:${LAB_ADDRESS.port}`;

/** Environment variable that every process of a lab carries; its value is the lab's folder. */
export const LAB_MARKER = 'SCALEPROOF_LAB';

/** Name of the context in the lab's kubeconfig. */
export const LAB_CONTEXT = 'scaleproof-lab';

/** Longest path of a unix socket that Linux takes, with the closing zero. */
const LONGEST_SOCKET_PATH = 107;

/** Where a lab keeps what; every path is absolute. */
export interface LabPaths {
  readonly folder: string;
  readonly labFile: string;
  /** Why the last start failed; absent after a good one. */
  readonly startErrorFile: string;
  readonly kubeconfig: string;
  /** One file a component: `supervisor.log`, `reaper.log`; those of the control plane are in `controlPlaneLogs`. */
  readonly logs: string;
  /** kwokctl's own folder. */
  readonly controlPlane: string;
  readonly controlPlaneLogs: string;
  readonly controlPlanePids: string;
  readonly pki: string;
  /** Container logs, `<namespace>_<pod>/<container>.log`, and whatever else a pod needs on disk. */
  readonly pods: string;
  /** Unix sockets; outside the folder when its path is too long for a socket. */
  readonly sockets: string;
}

/** Name of the cluster that kwokctl keeps. */
export const CLUSTER_NAME = 'scaleproof';

/** All paths of the lab in `folder`. */
export function labPaths(folder: string): LabPaths {
  const cluster = join(folder, 'control-plane', 'clusters', CLUSTER_NAME);
  return {
    folder,
    labFile: join(folder, 'lab.json'),
    startErrorFile: join(folder, 'logs', 'start-error.json'),
    kubeconfig: join(folder, 'kubeconfig'),
    logs: join(folder, 'logs'),
    controlPlane: join(folder, 'control-plane'),
    controlPlaneLogs: join(cluster, 'logs'),
    controlPlanePids: join(cluster, 'pids'),
    pki: join(cluster, 'pki'),
    pods: join(folder, 'pods'),
    sockets: socketFolder(folder),
  };
}

/** Where the log of a container lies. */
export function containerLogPath(
  paths: Pick<LabPaths, 'pods'>,
  container: {
    readonly namespace: string;
    readonly pod: string;
    readonly container: string;
    readonly previous?: boolean;
  },
): string {
  const ending = container.previous ? '.previous.log' : '.log';
  return join(paths.pods, `${container.namespace}_${container.pod}`, `${container.container}${ending}`);
}

function socketFolder(folder: string): string {
  const inside = join(folder, 'sockets');
  const room = LONGEST_SOCKET_PATH - '/gpu-device-0.sock'.length;
  if (inside.length <= room) return inside;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join(tmpdir(), `scaleproof-${name}`);
}

/** The lab's folder when none is given: `$XDG_STATE_HOME/scaleproof/lab`, or `~/.local/state/scaleproof/lab`. */
export function defaultLabFolder(
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): string {
  return join(env.XDG_STATE_HOME || join(homeFolder, '.local', 'state'), 'scaleproof', 'lab');
}

/** The user's cache when none is given: `$XDG_CACHE_HOME/scaleproof`, or `~/.cache/scaleproof`. */
export function defaultCacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): string {
  return join(env.XDG_CACHE_HOME || join(homeFolder, '.cache'), 'scaleproof');
}
