import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AppendFile, Files } from './host.ts';

/** The machine's files. */
export const systemFiles: Files = {
  readText: (path) => readFile(path, 'utf8'),
  readBytes: (path) => readFile(path),
  writeText: (path, text) => writeWhole(path, text),
  writeBytes: (path, bytes) => writeWhole(path, bytes),
  exists: (path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
  list: async (path) => (await readdir(path)).sort(),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  makeTemporaryFolder: (prefix) => mkdtemp(join(tmpdir(), prefix)),
  remove: (path) => rm(path, { recursive: true, force: true }),
  freeBytes: async (path) => {
    const found = await statfs(path);
    return found.bavail * found.bsize;
  },
  openAppend,
};

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

function openAppend(path: string): AppendFile {
  const descriptor = openSync(path, 'a');
  return {
    append: (text) => void writeSync(descriptor, text),
    close: () => closeSync(descriptor),
  };
}
