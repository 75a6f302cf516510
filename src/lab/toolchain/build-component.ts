import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { runToEnd } from '../../process/run.ts';
import type { ToolchainComponent } from './components.ts';
import { modulesFolder } from './pins.ts';
import { checkVersion } from './version-check.ts';

const BUILD_MS = 40 * 60_000;

/**
 * Builds one component into `target`: under another name first, then renamed, so that what is there is whole. A build
 * that is interrupted goes on where it was, out of Go's own cache.
 */
export async function buildComponent(
  component: ToolchainComponent,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(target);
  const unfinished = `${target}.${process.pid}.part`;
  try {
    const built = await runToEnd('go', buildArguments(component, unfinished), {
      timeoutMs: BUILD_MS,
      cwd: join(modulesFolder(), component.module),
      signal,
      // No garbage collection below 2 GiB: compilers are short-lived, and few of them need that much.
      env: { CGO_ENABLED: '0', GOGC: 'off', GOMEMLIMIT: '2GiB', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    });
    signal.throwIfAborted();
    if (!built.ok) throw buildFailed(component, built.stderr);
    await chmod(unfinished, 0o755);
    const checked = await checkVersion(component, unfinished);
    if (!checked.right) throw buildFailed(component, `the program that came out is wrong: ${checked.seen}`);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function buildArguments(component: ToolchainComponent, output: string): readonly string[] {
  return [
    'build',
    '-trimpath',
    ...(component.tags === undefined ? [] : ['-tags', component.tags]),
    // The linker leaves debug information out anyway (-w); not to make it saves a tenth of the time.
    '-gcflags=all=-dwarf=false',
    `-ldflags=${component.ldflags}`,
    '-o',
    output,
    component.package,
  ];
}

/** What a killed build left beside the target. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const leftovers = (await readdir(folder)).filter((name) => name.endsWith('.part'));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

function buildFailed(component: ToolchainComponent, output: string): ScaleproofError {
  const tail = output.trim().split('\n').slice(-5).join('\n');
  return new ScaleproofError(
    'target-unavailable',
    `${component.name} ${component.version} could not be built:\n${tail}`,
    {
      hint: 'Go needs its module proxy for the first build (GOPROXY); a build that broke off goes on where it was',
    },
  );
}
