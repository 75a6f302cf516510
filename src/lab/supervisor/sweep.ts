import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import type { LabPaths } from '../lab-folder.ts';
import { findMarked, type ProcessIdentity, signalProcess, stillRuns } from './proc.ts';

const SWEEP_MS = 5000;

/** What a sweep leaves alone. */
export interface SweepOptions {
  /** Processes that go on: the supervisor and the reaper while they do the sweeping. */
  readonly spare?: readonly number[];
  /** Processes of the lab that were seen earlier, should one have lost its marker. */
  readonly registered?: readonly ProcessIdentity[];
}

/**
 * Kills every process of the lab at once and waits until they are gone, at most 5 s.
 * Returns the command names and pids of those that would not die; none is the rule.
 */
export async function killLabProcesses(
  paths: LabPaths,
  clock: Clock,
  options: SweepOptions = {},
): Promise<readonly string[]> {
  const spared = new Set([process.pid, ...(options.spare ?? [])]);
  const registered = options.registered ?? [];
  const swept = await pollUntil(
    clock,
    SWEEP_MS,
    async () => {
      const left = [...findMarked(paths.folder), ...registered.filter(stillRuns)].filter(
        ({ pid }) => !spared.has(pid),
      );
      for (const identity of left) signalProcess(identity, 'SIGKILL');
      return left.length === 0 ? { value: true } : { seen: left.map(({ pid }) => describe(pid)).join(', ') };
    },
    { intervalsMs: [10, 20, 50] },
  );
  return swept.done ? [] : swept.lastSeen.split(', ');
}

/** Removes what a lab keeps on disk, its logs excepted: they are read after a failure. */
export async function removeLabFiles(paths: LabPaths): Promise<void> {
  await keepControlPlaneLogs(paths);
  await Promise.all(
    [paths.labFile, paths.kubeconfig, paths.controlPlane, paths.pods, paths.sockets].map((path) =>
      rm(path, { recursive: true, force: true, maxRetries: 5 }),
    ),
  );
}

/** Moves the control plane's logs to the lab's own before their folder goes. */
async function keepControlPlaneLogs(paths: LabPaths): Promise<void> {
  const names = await readdir(paths.controlPlaneLogs).catch(() => []);
  if (names.length === 0) return;
  await mkdir(paths.logs, { recursive: true });
  await Promise.all(names.map((name) => rename(join(paths.controlPlaneLogs, name), join(paths.logs, name))));
}

function describe(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid})`;
  } catch {
    return `pid ${pid}`;
  }
}
