import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import { defaultCacheFolder } from '../../lab/lab-folder.ts';
import { runToEnd } from '../../process/run.ts';

/** The Go program that links the real HPA controller. */
export interface Oracle {
  /** Runs a command of it with `input` on stdin and answers its lines. Throws when it fails. */
  run(args: readonly string[], input?: string): Promise<readonly string[]>;
}

const SOURCES = fileURLToPath(new URL('../../hpa/oracle', import.meta.url));
const BUILD_MS = 3_600_000;
const RUN_MS = 1_800_000;

/** Builds the oracle unless the cache has one of these very sources; minutes when Go's own cache is cold. */
export async function buildOracle(
  host: Pick<Host, 'env' | 'homeFolder' | 'files' | 'stderr'>,
): Promise<Oracle> {
  const folder = join(defaultCacheFolder(host.env, host.homeFolder), 'oracle', await pinOf(host.files));
  const binary = join(folder, 'oracle');
  if (!(await host.files.exists(binary))) {
    host.stderr.write('building the oracle from the HPA controller of Kubernetes (minutes when cold)\n');
    await host.files.makeFolder(folder);
    const built = await runToEnd(
      'go',
      ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-o', binary, '.'],
      {
        timeoutMs: BUILD_MS,
        cwd: SOURCES,
      },
    );
    if (!built.ok)
      throw new ScaleproofError(
        'target-unavailable',
        `the oracle was not built: ${built.stderr.trim().slice(-600)}`,
        {
          hint: 'it needs Go 1.26 or newer on PATH, and its modules',
        },
      );
  }
  return { run: (args, input) => run(binary, args, input) };
}

/** A short hash of all sources, so that a change builds anew. */
async function pinOf(files: Host['files']): Promise<string> {
  const hash = createHash('sha256');
  const names = (await files.list(SOURCES)).filter((name) => /\.(?:go|mod|sum)$/.test(name));
  for (const name of names.sort()) hash.update(`${name}\n${await files.readText(join(SOURCES, name))}`);
  return hash.digest('hex').slice(0, 16);
}

async function run(binary: string, args: readonly string[], input?: string): Promise<readonly string[]> {
  const result = await runToEnd(binary, args, {
    timeoutMs: RUN_MS,
    ...(input === undefined ? {} : { input }),
  });
  if (!result.ok)
    throw new ScaleproofError(
      'target-unavailable',
      `oracle ${args.join(' ')} failed with ${result.code}: ${result.stderr.trim().slice(0, 400)}`,
    );
  return result.stdout.split('\n').filter((line) => line !== '');
}
