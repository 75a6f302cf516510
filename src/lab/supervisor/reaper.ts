import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { LabPaths } from '../lab-folder.ts';
import { identify } from './proc.ts';
import { moduleBeside, spawnDetached } from './spawn-detached.ts';

/** What the supervisor tells its reaper, one JSON document a line. */
export type ReaperMessage =
  | { readonly register: { readonly pid: number; readonly startTime: string } }
  | { readonly done: true };

/** The supervisor's hold on its reaper. */
export interface Reaper {
  readonly pid: number | undefined;
  /** Names a process that must not outlive the lab; those that carry the lab's marker are found without. */
  register(pid: number): void;
  /** A registered process has ended. */
  forget(pid: number): void;
  /** The lab was taken down in good order: the reaper ends without doing anything. Resolves when it was told. */
  dismiss(): Promise<void>;
}

/**
 * Starts the reaper: a small process that waits for the supervisor's end and then kills and removes whatever is left
 * of the lab. Should the reaper itself die, another is started.
 */
export function startReaper(paths: LabPaths, onLost: (reaperPid: number | undefined) => void): Reaper {
  const registered = new Set<number>();
  let dismissed = false;
  let child: ChildProcess;
  const tell = (message: ReaperMessage) => child.stdin?.write(`${JSON.stringify(message)}\n`);
  const tellOf = (pid: number) => {
    const identity = identify(pid);
    if (identity) tell({ register: identity });
    else registered.delete(pid);
  };
  const start = () => {
    child = spawnDetached({
      module: moduleBeside(import.meta.url, './reaper.process'),
      args: [paths.folder],
      labFolder: paths.folder,
      logFile: join(paths.logs, 'reaper.log'),
      stdin: 'pipe',
    });
    // A write to a reaper that has just died fails; the exit below starts another.
    child.stdin?.on('error', () => {});
    const { pid } = child;
    child.once('exit', () => {
      if (dismissed) return;
      onLost(pid);
      start();
    });
    for (const known of registered) tellOf(known);
  };
  start();
  return {
    get pid() {
      return child.pid;
    },
    register: (pid) => {
      registered.add(pid);
      tellOf(pid);
    },
    forget: (pid) => {
      registered.delete(pid);
    },
    dismiss: () => {
      dismissed = true;
      const last: ReaperMessage = { done: true };
      return new Promise((resolve) => {
        if (!child.stdin?.writable) resolve();
        else child.stdin.end(`${JSON.stringify(last)}\n`, resolve);
      });
    },
  };
}
