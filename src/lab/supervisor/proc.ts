import { readdirSync, readFileSync } from 'node:fs';
import { LAB_MARKER } from '../lab-folder.ts';

/** One process, told apart from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, from `/proc/<pid>/stat`. */
  readonly startTime: string;
}

/**
 * The process that has this pid now; `undefined` when there is none, or only its zombie. One that is being killed can be a
 * zombie by its first thread while others still end: until the last one is gone it holds its ports and locks.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before the last parenthesis may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startTime = fields[19];
    const isGone = state === 'X' || (state === 'Z' && readdirSync(`/proc/${pid}/task`).length < 2);
    return startTime === undefined || isGone ? undefined : { pid, startTime };
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still runs. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startTime === identity.startTime;
}

/** All running processes that carry the marker of the lab in `folder`, this one excepted. */
export function findMarked(folder: string): readonly ProcessIdentity[] {
  const wanted = Buffer.from(`\0${LAB_MARKER}=${folder}\0`);
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const identity = identify(pid);
    return identity !== undefined && environOf(pid).includes(wanted) ? [identity] : [];
  });
}

function environOf(pid: number): Buffer {
  try {
    return Buffer.concat([Buffer.of(0), readFileSync(`/proc/${pid}/environ`), Buffer.of(0)]);
  } catch {
    // Another user's process, or gone in between: not the lab's.
    return Buffer.of();
  }
}

/** Sends a signal to exactly this process; nothing happens when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!stillRuns(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // Gone between the look and the signal: that is what was wanted.
  }
}
