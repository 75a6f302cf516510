import { closeSync, openSync, writeSync } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkWritable, makeFolder } from './folders.ts';
import type { AppendFile, Files, TailFile } from './host.ts';

/** PowerShell redirects as UTF-16, and marks it so; all else is UTF-8, whose own mark its readers look past. */
function textOfFile(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes);
  return mark === 'feff' ? new TextDecoder('utf-16be').decode(bytes) : bytes.toString('utf8');
}

/** The machine's files. */
export const systemFiles: Files = {
  readText: async (path) => textOfFile(await readFile(path)),
  readPieces,
  readBytes: (path) => readFile(path),
  writeText: (path, text) => writeWhole(path, text),
  writeBytes: (path, bytes) => writeWhole(path, bytes),
  exists: (path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
  list: async (path) => (await readdir(path)).sort(),
  makeFolder,
  checkWritable,
  makeTemporaryFolder: (prefix) => mkdtemp(join(tmpdir(), prefix)),
  remove: (path) => rm(path, { recursive: true, force: true }),
  freeBytes: async (path) => {
    const found = await statfs(path);
    return found.bavail * found.bsize;
  },
  openTail,
  openAppend,
};

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  // A new name in the place of a link, a pipe or a device would replace it: /dev/null of the whole machine, for root.
  if (await isSpecial(path)) return writeFile(path, content);
  await makeFolder(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function openAppend(path: string): AppendFile {
  const descriptor = openSync(path, 'a');
  return {
    append: (text) => void writeSync(descriptor, text),
    close: () => closeSync(descriptor),
  };
}

/** Read at most so much at once; the rest comes with the next call. */
const TAIL_BYTES = 1 << 20;

async function openTail(path: string, from: 'start' | 'end'): Promise<TailFile> {
  const handle = await open(path, 'r');
  const { ino, dev, size } = await handle.stat();
  let position = from === 'end' ? size : 0;
  return {
    readOn: async () => {
      const bytes = await readAt(handle, position);
      position += bytes.length;
      return bytes;
    },
    isReplaced: () =>
      stat(path).then(
        (now) => now.ino !== ino || now.dev !== dev,
        () => true,
      ),
    close: () => handle.close(),
  };
}

async function readAt(handle: FileHandle, position: number): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const wanted = Math.min(size - position, TAIL_BYTES);
  if (wanted <= 0) return new Uint8Array();
  const { bytesRead, buffer } = await handle.read(new Uint8Array(wanted), 0, wanted, position);
  return buffer.subarray(0, bytesRead);
}

/** Reads into one buffer again and again: a new one for each piece is memory that the garbage collector is called for. */
async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(1 << 18);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
