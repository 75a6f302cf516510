import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { pollUntil } from '../clock/poll.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import type { ProfileName } from '../scenario/schema.ts';
import { formatDuration } from '../units/duration.ts';
import type { GpuNodes } from './control-plane/lab-nodes.ts';
import { findLab } from './find-lab.ts';
import { labDown } from './lab-down.ts';
import { type LabPaths, labPaths } from './lab-folder.ts';
import type { RunningLab } from './running-lab.ts';
import { askHealth } from './supervisor/ask-supervisor.ts';
import type { StartError, SupervisorConfig } from './supervisor/config.ts';
import { moduleBeside, spawnDetached } from './supervisor/spawn-detached.ts';
import { buildToolchain, type Toolchain, type ToolchainProgress } from './toolchain/toolchain.ts';

const UP_MS = 120_000;

/** What bringing a lab up tells as it goes on. */
export type LabProgress =
  | { readonly kind: 'toolchain'; readonly progress: ToolchainProgress }
  /** A step, as an end of the sentence "the lab is ...". */
  | { readonly kind: 'step'; readonly step: string };

/** What `labUp` is asked for. */
export interface LabUpSpec {
  readonly profile: ProfileName;
  readonly gpuNodes: GpuNodes;
  /** The lab's folder, absolute. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly host: Pick<Host, 'platform' | 'cpus' | 'files' | 'env'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LabProgress) => void;
  /** Programs to use instead of the built ones, path by name. */
  readonly given?: Readonly<Record<string, string>>;
}

/**
 * Brings the lab up: builds what is missing of its programs, starts its supervisor and waits until all is ready.
 * A lab that runs with the same profile and nodes is used again; one with others is refused.
 */
export async function labUp(spec: LabUpSpec): Promise<RunningLab> {
  const paths = labPaths(spec.folder);
  const running = await findLab({ folder: spec.folder });
  if (running) return reuse(running, spec);
  await refuseAnother(spec.folder);
  const toolchain = await buildToolchain({
    ...spec.host,
    cacheFolder: spec.cacheFolder,
    clock: spec.clock,
    signal: spec.signal,
    onProgress: (progress) => spec.onProgress({ kind: 'toolchain', progress }),
    searchPath: spec.host.env.PATH ?? '',
    ...(spec.given ? { given: spec.given } : {}),
  });
  // What a lab that was killed may have left must not be taken for the new one's.
  await labDown({ folder: spec.folder, clock: spec.clock });
  try {
    return await startSupervisor(spec, paths, toolchain);
  } catch (error) {
    await labDown({ folder: spec.folder, clock: spec.clock });
    throw error;
  }
}

function reuse(running: RunningLab, spec: LabUpSpec): RunningLab {
  const differs =
    running.profile !== spec.profile
      ? `profile ${running.profile}, and ${spec.profile} is asked for`
      : running.gpuNodes.count !== spec.gpuNodes.count ||
          running.gpuNodes.gpusPerNode !== spec.gpuNodes.gpusPerNode
        ? `${nodesText(running.gpuNodes)}, and ${nodesText(spec.gpuNodes)} are asked for`
        : running.broken
          ? `${running.broken.component} dead since ${running.broken.at}`
          : undefined;
  if (differs === undefined) return running;
  throw new ScaleproofError('target-unavailable', `a lab is running with ${differs}`, {
    hint: 'take it down first: scaleproof lab down',
  });
}

function nodesText(nodes: GpuNodes): string {
  return `${nodes.count} GPU nodes of ${nodes.gpusPerNode} GPUs`;
}

async function refuseAnother(folder: string): Promise<void> {
  const health = await askHealth();
  if (health === undefined) return;
  throw new ScaleproofError(
    'target-unavailable',
    health.folder === folder
      ? `the lab in ${folder} is ${health.step} (process ${health.pid})`
      : `this machine's loopback has room for one lab, and one runs already, in ${health.folder}`,
    {
      hint: 'wait for it, or take it down: scaleproof lab down, with the XDG_STATE_HOME it was started with',
    },
  );
}

async function startSupervisor(spec: LabUpSpec, paths: LabPaths, toolchain: Toolchain): Promise<RunningLab> {
  await mkdir(paths.logs, { recursive: true, mode: 0o700 });
  const config: SupervisorConfig = {
    folder: spec.folder,
    profile: spec.profile,
    gpuNodes: spec.gpuNodes,
    ...toolchain,
  };
  const supervisor = spawnDetached({
    module: moduleBeside(import.meta.url, './supervisor.process'),
    args: [JSON.stringify(config)],
    labFolder: spec.folder,
    logFile: join(paths.logs, 'supervisor.log'),
    stdin: 'ignore',
  });
  let ended = false;
  supervisor.once('exit', () => {
    ended = true;
  });
  let step = '';
  const up = await pollUntil(
    spec.clock,
    UP_MS,
    async () => {
      if (ended) return { value: undefined };
      const health = await askHealth();
      if (health === undefined) return { seen: 'its supervisor does not answer yet' };
      if (health.step !== step) spec.onProgress({ kind: 'step', step: health.step });
      step = health.step;
      return health.phase === 'ready'
        ? { value: await findLab({ folder: spec.folder }) }
        : { seen: health.step };
    },
    { intervalsMs: [50], signal: spec.signal },
  );
  if (up.done && up.value !== undefined) return up.value;
  throw await startFailed(
    paths,
    up.done ? 'its supervisor ended' : `${up.lastSeen} after ${formatDuration(up.waitedMs)}`,
  );
}

async function startFailed(paths: LabPaths, seen: string): Promise<ScaleproofError> {
  const told = await readFile(paths.startErrorFile, 'utf8').then(
    (text) => JSON.parse(text) as StartError,
    () => undefined,
  );
  return new ScaleproofError('target-unavailable', `the lab did not come up: ${told?.message ?? seen}`, {
    hint: told?.hint ?? `read ${join(paths.logs, 'supervisor.log')}`,
  });
}
