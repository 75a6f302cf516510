import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Files } from '../../host/host.ts';
import { runToEnd } from '../../process/run.ts';

/** The Go that the pinned modules need at least. */
export const GO_VERSION = '1.26.7';

/** What Go's module and build caches grow by in a full build, and room to link. */
const BUILD_BYTES = 10e9;

const INSTALL_GO = `install Go ${GO_VERSION} or newer from your distribution or from go.dev, and see that "go" is on PATH`;

/** Throws when the lab cannot run on this system at all. */
export function requireLinux(platform: string): void {
  if (platform === 'linux') return;
  throw new ScaleproofError('target-unavailable', `the lab needs Linux (WSL2 will do); this is ${platform}`, {
    hint: 'run it on Linux, or use --target cluster with a kubeconfig of a real cluster',
  });
}

/** Throws when Go is missing or too old, or the disk too full, for a build that is needed. */
export async function requireBuildTools(spec: {
  readonly files: Files;
  readonly cacheFolder: string;
  /** A module's folder: Go picks there the toolchain that the module asks for. */
  readonly moduleFolder: string;
  /** How much of a full build is left to do, 0 to 1. */
  readonly share: number;
}): Promise<void> {
  const go = await runToEnd('go', ['version'], { timeoutMs: 120_000, cwd: spec.moduleFolder });
  if (!go.ok) {
    throw new ScaleproofError(
      'target-unavailable',
      `the lab's programs are built with Go >= ${GO_VERSION}, and "go version" failed: ${go.stderr.trim().split('\n')[0]}`,
      { hint: INSTALL_GO },
    );
  }
  const found = /go(\d+\.\d+(?:\.\d+)?)/.exec(go.stdout)?.[1] ?? '0';
  if (!atLeast(found, GO_VERSION)) {
    throw new ScaleproofError(
      'target-unavailable',
      `the lab's programs are built with Go >= ${GO_VERSION}, and "go" is ${found}`,
      { hint: INSTALL_GO },
    );
  }
  await spec.files.makeFolder(spec.cacheFolder);
  const needed = BUILD_BYTES * spec.share;
  const free = await spec.files.freeBytes(spec.cacheFolder);
  if (free < needed) {
    throw new ScaleproofError(
      'target-unavailable',
      `building the lab's programs takes about ${gigabytes(needed)}, and ${spec.cacheFolder} has ${gigabytes(free)} free`,
      { hint: 'free some disk, or name a cache folder on another disk' },
    );
  }
}

/** Whether version `found` is `wanted` or newer, number by number. */
export function atLeast(found: string, wanted: string): boolean {
  const [have, need] = [found, wanted].map((version) => version.split('.').map(Number));
  for (const [index, part] of (need ?? []).entries()) {
    const mine = have?.[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
