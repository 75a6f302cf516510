import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { formatInstant } from '../../units/instant.ts';

/** The log of one container run, open for lines. */
export interface ContainerLog {
  line(text: string, stream: 'stdout' | 'stderr'): void;
  close(): void;
}

/** Where the log of the run before lies. */
export function previousLogOf(path: string): string {
  return path.replace(/\.log$/, '.previous.log');
}

/**
 * Opens a container log in the format of container runtimes (`<time> <stream> F <line>`), which is the one that a
 * kubelet's log endpoint reads. What was there is kept as the log of the previous run.
 */
export function openContainerLog(path: string, clock: Clock): ContainerLog {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(previousLogOf(path), { force: true });
  try {
    renameSync(path, previousLogOf(path));
  } catch {
    // The first run has no predecessor.
  }
  const file = createWriteStream(path, { flags: 'a' });
  // A full disk must not end the agent; the log then lacks its rest.
  file.on('error', () => {});
  return {
    line: (text, stream) => void file.write(`${formatInstant(clock.now())} ${stream} F ${text}\n`),
    close: () => file.end(),
  };
}
