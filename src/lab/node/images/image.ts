import type { ContainerPaths } from '../container-paths.ts';

/** What the lab offers to the processes of every pod. */
export interface LabSurroundings {
  /** Toolchain binaries by name: `prometheus`, `prometheus-adapter`, ... */
  readonly binaries: Readonly<Record<string, string>>;
  /** Forward proxy that serves cluster addresses and Service names. */
  readonly proxyUrl: string;
  /** Unix socket where the exporter reads the devices. */
  readonly gpuSnapshotSocket: string;
  /** The style transfer model, where the toolchain has one. */
  readonly modelPath?: string;
}

/** One container as its manifest wants it, everything resolved, paths already those of this machine. */
export interface ContainerSetting {
  /** What follows the program's name: `command` without its first word, then `args`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly node: string;
  readonly podIP: string;
  /** Where the pod's address is served. */
  readonly loopback: string;
  /** A folder of the container's own. */
  readonly folder: string;
  readonly paths: ContainerPaths;
  /** Kubeconfig with the pod's service account token; absent when the pod has none. */
  readonly kubeconfig: string | undefined;
  readonly lab: LabSurroundings;
}

/** The local program that stands for a container. */
export interface LocalCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One image: how a container of it becomes a local process. */
export interface Image {
  /** Last part of the repository's name; registry, path and tag do not matter. */
  readonly repository: string;
  /** Name of the part of the product that it is, for strikes and messages. */
  readonly component: string;
  toLocal(setting: ContainerSetting): LocalCommand | Promise<LocalCommand>;
}

/** Value of a `--name=value` or `--name value` flag; `undefined` when it is not given. */
export function flagValue(args: readonly string[], name: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith(`--${name}=`)) return arg.slice(name.length + 3);
    if (arg === `--${name}`) return args[index + 1];
  }
  return undefined;
}

/** The arguments without a flag, in either of its spellings. */
export function withoutFlag(args: readonly string[], name: string): readonly string[] {
  return args.filter(
    (arg, index) => !arg.startsWith(`--${name}=`) && arg !== `--${name}` && args[index - 1] !== `--${name}`,
  );
}
