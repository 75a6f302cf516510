import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type WriteStream,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { formatInstant } from '../../units/instant.ts';

/** A log that grows beyond this (in characters) goes on in a new file, as a kubelet has it. */
const LONGEST_LOG = 10 * 1024 * 1024;

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
  let file = openFile(path);
  let bytes = 0;
  return {
    line: (text, stream) => {
      const line = `${formatInstant(clock.now())} ${stream} F ${text}\n`;
      bytes += line.length;
      if (bytes > LONGEST_LOG) {
        bytes = line.length;
        // What is still to be written goes to the file under its new name.
        file.end();
        renameSync(path, previousLogOf(path));
        file = openFile(path);
      }
      file.write(line);
    },
    close: () => file.end(),
  };
}

function openFile(path: string): WriteStream {
  closeSync(openSync(path, 'a'));
  const file = createWriteStream(path, { flags: 'a' });
  // A full disk must not end the agent; the log then lacks its rest.
  file.on('error', () => {});
  return file;
}
