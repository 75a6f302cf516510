import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import type { Files } from '../../host/host.ts';
import { buildComponent } from './build-component.ts';
import { takeBuildLock } from './build-lock.ts';
import { COMPONENTS, type ToolchainComponent } from './components.ts';
import { fetchModel } from './model.ts';
import { cachedPath, modulesFolder } from './pins.ts';
import { requireBuildTools, requireLinux } from './preflight.ts';
import { findOnPath, takeGiven } from './version-check.ts';

/** The lab's programs, each at its pinned version. */
export interface Toolchain {
  /** Absolute path by name: etcd, kube-apiserver, ..., kubectl, kwok, kwokctl, prometheus, prometheus-adapter, k6. */
  readonly binaries: Readonly<Record<string, string>>;
  /** The style-transfer model; absent when it could not be fetched (a warning was told). */
  readonly model?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a build tells as it goes on; `position` of `total` counts what has to be built. */
export type ToolchainProgress =
  | {
      readonly event: 'started' | 'finished';
      readonly component: string;
      readonly version: string;
      readonly position: number;
      readonly total: number;
      /** Milliseconds; of `finished` only. */
      readonly tookMs?: number;
    }
  | { readonly event: 'waiting'; readonly holderPid: number }
  | { readonly event: 'warning'; readonly text: string };

/** What a build needs. */
export interface ToolchainSpec {
  /** The user's cache; binaries lie in `toolchain/<pin>/<name>` under it. */
  readonly cacheFolder: string;
  readonly platform: string;
  readonly cpus: number;
  readonly files: Files;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ToolchainProgress) => void;
  /** `PATH`: a program found there is used instead of a build when its version is the pinned one. */
  readonly searchPath?: string;
  /** Programs to use instead, path by name. */
  readonly given?: Readonly<Record<string, string>>;
  /** Names of the programs that are needed; all, and the model, when left out. */
  readonly only?: readonly string[];
}

/** Builds what is missing of the lab's programs and says where each is. */
export async function buildToolchain(spec: ToolchainSpec): Promise<Toolchain> {
  requireLinux(spec.platform);
  const found = await findBinaries(spec);
  const missing = COMPONENTS.filter(
    ({ name }) => found[name] === undefined && (spec.only === undefined || spec.only.includes(name)),
  );
  const [built, model] = await Promise.all([
    missing.length > 0 ? buildMissing(spec, missing) : {},
    spec.only === undefined ? fetchModel(spec.cacheFolder, spec.signal) : undefined,
  ]);
  if (model && 'warning' in model) spec.onProgress({ event: 'warning', text: model.warning });
  return {
    binaries: { ...found, ...built },
    ...(model && 'path' in model ? { model: model.path } : {}),
    versions: Object.fromEntries(COMPONENTS.map(({ name, version }) => [name, `v${version}`])),
  };
}

async function findBinaries(spec: ToolchainSpec): Promise<Record<string, string>> {
  const found = await Promise.all(
    COMPONENTS.map(async (component) => {
      const given = spec.given?.[component.name];
      if (given !== undefined) return [component.name, await takeGiven(component, given)];
      const cached = await cachedPath(spec.cacheFolder, component);
      if (existsSync(cached)) return [component.name, cached];
      return [component.name, await findOnPath(component, spec.searchPath ?? '')];
    }),
  );
  return Object.fromEntries(found.filter(([, path]) => path !== undefined));
}

async function buildMissing(
  spec: ToolchainSpec,
  missing: readonly ToolchainComponent[],
): Promise<Record<string, string>> {
  await requireBuildTools({
    files: spec.files,
    cacheFolder: spec.cacheFolder,
    moduleFolder: join(modulesFolder(), 'lab'),
    share: missing.length / COMPONENTS.length,
  });
  await using _lock = await takeBuildLock({
    path: join(spec.cacheFolder, 'toolchain', 'build.lock'),
    clock: spec.clock,
    signal: spec.signal,
    onWait: (holderPid) => spec.onProgress({ event: 'waiting', holderPid }),
  });
  // One builder a group: its programs share most packages, and building them at once would compile those twice.
  const queue = [...Map.groupBy(missing, ({ group }) => group).values()];
  const built: Record<string, string> = {};
  const failed = new AbortController();
  const signal = AbortSignal.any([spec.signal, failed.signal]);
  const work = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const component of group) {
        built[component.name] = await buildOne({ ...spec, signal }, component, missing);
      }
    }
  };
  const workers = Array.from({ length: Math.min(2, spec.cpus) }, () =>
    work().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw failed.signal.reason ?? broken.reason;
  return built;
}

async function buildOne(
  spec: ToolchainSpec,
  component: ToolchainComponent,
  missing: readonly ToolchainComponent[],
): Promise<string> {
  const target = await cachedPath(spec.cacheFolder, component);
  // Another builder may have made it while this one waited for the lock.
  if (existsSync(target)) return target;
  const told = {
    component: component.name,
    version: component.version,
    position: missing.indexOf(component) + 1,
    total: missing.length,
  };
  const startedAt = spec.clock.now();
  spec.onProgress({ event: 'started', ...told });
  await buildComponent(component, target, spec.signal);
  spec.onProgress({ event: 'finished', ...told, tookMs: spec.clock.now() - startedAt });
  return target;
}
