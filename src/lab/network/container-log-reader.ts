import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/** What a reader of container logs may ask for, as a kubelet has it. */
export interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
}

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Sends a container log, one line after the other, without the runtime's own columns (`<time> <stream> F`).
 * With `follow` it goes on until the reader leaves.
 */
export async function sendContainerLog(path: string, options: LogOptions, to: Writable): Promise<void> {
  await using file = await open(path, 'r');
  const reader = new LineReader(file);
  const first = (await reader.read()).filter((line) => isSince(line, options.since));
  const wanted = options.tailLines === undefined ? first : lastLines(first, options.tailLines);
  let room = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const send = (lines: readonly string[]) => {
    const text = lines.map((line) => `${strip(line, options.timestamps)}\n`).join('');
    const bytes = Buffer.from(text).subarray(0, room);
    room -= bytes.length;
    if (bytes.length > 0) to.write(bytes);
  };
  send(wanted);
  if (options.follow && room > 0) {
    await following(path, to, async () => {
      const { nlink } = await file.stat();
      send(await reader.read());
      return room > 0 && nlink > 0;
    });
  }
  to.end();
}

/** Calls `onChange` now and whenever the file has changed, until it returns false, the file is moved or the reader leaves. */
async function following(path: string, to: Writable, onChange: () => Promise<boolean>): Promise<void> {
  let watcher: FSWatcher | undefined;
  await new Promise<void>((resolve, reject) => {
    let busy = Promise.resolve();
    const look = (isLast: boolean) => {
      busy = busy.then(async () => {
        if (!(await onChange()) || isLast) resolve();
      });
      busy.catch(reject);
    };
    to.once('close', resolve);
    watcher = watch(path, (event) => look(event === 'rename'));
    watcher.once('error', reject);
    look(false);
  }).finally(() => watcher?.close());
}

/** Reads whole lines that were added since the last read. */
class LineReader {
  readonly #file: FileHandle;
  #position = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async read(): Promise<readonly string[]> {
    const chunks: Buffer[] = [this.#rest];
    for (;;) {
      const block = Buffer.alloc(BLOCK_BYTES);
      const { bytesRead } = await this.#file.read(block, 0, BLOCK_BYTES, this.#position);
      if (bytesRead === 0) break;
      this.#position += bytesRead;
      chunks.push(block.subarray(0, bytesRead));
    }
    const all = Buffer.concat(chunks);
    const end = all.lastIndexOf(NEWLINE) + 1;
    this.#rest = all.subarray(end);
    return end === 0 ? [] : all.toString('utf8', 0, end - 1).split('\n');
  }
}

function lastLines(lines: readonly string[], count: number): readonly string[] {
  return count <= 0 ? [] : lines.slice(-count);
}

function isSince(line: string, since: number | undefined): boolean {
  return since === undefined || !(Date.parse(line.slice(0, line.indexOf(' '))) < since);
}

function strip(line: string, timestamps: boolean): string {
  const columns = /^(\S+) (?:stdout|stderr) [FP] (.*)$/s.exec(line);
  if (columns === null) return line;
  return timestamps ? `${columns[1]} ${columns[2]}` : (columns[2] ?? '');
}
