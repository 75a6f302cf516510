import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { formatDuration } from '../../units/duration.ts';
import { identify, type ProcessIdentity, stillRuns } from '../supervisor/proc.ts';

const WAIT_MS = 45 * 60_000;

/** What taking the lock needs. */
export interface BuildLockSpec {
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called once when another build holds the lock. */
  readonly onWait: (holderPid: number) => void;
}

/**
 * Takes the lock of the toolchain's cache, waiting for a builder that lives, at most 45 minutes; a dead one's is taken
 * over. It saves double work; that a binary is never half written is the renaming's business.
 */
export async function takeBuildLock(spec: BuildLockSpec): Promise<AsyncDisposable> {
  await mkdir(dirname(spec.path), { recursive: true });
  let told = false;
  const taken = await pollUntil(
    spec.clock,
    WAIT_MS,
    async () => {
      if (await tryTake(spec.path)) return { value: true };
      const holder = await readHolder(spec.path);
      if (holder === undefined || !stillRuns(holder)) {
        await rm(spec.path, { force: true });
        return { seen: 'the lock of a builder that is gone' };
      }
      if (!told) spec.onWait(holder.pid);
      told = true;
      return { seen: `the build of process ${holder.pid}` };
    },
    { intervalsMs: [20, 500], signal: spec.signal },
  );
  if (!taken.done) {
    throw new ScaleproofError(
      'target-unavailable',
      `waited ${formatDuration(taken.waitedMs)} for another build of the toolchain; last seen: ${taken.lastSeen}`,
      { hint: `end that process, or remove ${spec.path}` },
    );
  }
  return { [Symbol.asyncDispose]: () => rm(spec.path, { force: true }) };
}

async function tryTake(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(identify(process.pid)));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
  } catch {
    // Being written this moment, or gone: the next look tells.
    return undefined;
  }
}
