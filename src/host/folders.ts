import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own way to do so never ends where the system says of one, as in /proc, that it
 * is missing and will not make it.
 */
export async function makeFolder(path: string): Promise<void> {
  if ((await whatLacks(path)) === undefined) return;
  await makeFolder(dirname(path));
  const lack = await whatLacks(path);
  if (lack !== undefined) throw lack;
}

/** Makes one folder; the error where the one above it is missing. */
async function whatLacks(path: string): Promise<Error | undefined> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && dirname(path) !== path) return error as Error;
    if (code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  }
  return undefined;
}

/** Throws what the system says where a folder, or if it is missing the nearest above it, is none or may not be written. */
export async function checkWritable(path: string): Promise<void> {
  try {
    // With the dot a file is refused, too.
    await access(`${path}/.`, constants.W_OK);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await checkWritable(dirname(path));
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
