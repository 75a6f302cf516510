import { join } from 'node:path';
import type { ContainerSpec } from './pod-spec.ts';

/** Where a path of the container lies on this machine. */
export interface ContainerPaths {
  /** The place of one path: inside a mounted volume, else below the container's own root folder. A place stays. */
  place(path: string): string;
  /** Replaces every mounted path in a text (an argument, a variable, a configuration file) by its place. */
  rewrite(text: string): string;
}

interface Mount {
  readonly inside: string;
  readonly outside: string;
}

/** Maps the mounts of a container to the folders of its volumes. */
export function containerPaths(
  container: ContainerSpec,
  volumeFolders: Readonly<Record<string, string>>,
  rootFolder: string,
): ContainerPaths {
  const mounts: Mount[] = (container.volumeMounts ?? [])
    .flatMap(({ name, mountPath, subPath }) => {
      const folder = volumeFolders[name];
      return folder === undefined
        ? []
        : [{ inside: mountPath.replace(/\/+$/, ''), outside: subPath ? join(folder, subPath) : folder }];
    })
    .sort((one, other) => other.inside.length - one.inside.length);
  return {
    place: (path) => {
      if ([rootFolder, ...mounts.map(({ outside }) => outside)].some((own) => path.startsWith(own)))
        return path;
      const mount = mounts.find(({ inside }) => path === inside || path.startsWith(`${inside}/`));
      return mount ? mount.outside + path.slice(mount.inside.length) : join(rootFolder, path);
    },
    rewrite: (text) => rewriteMounts(text, mounts),
  };
}

function rewriteMounts(text: string, mounts: readonly Mount[]): string {
  if (mounts.length === 0) return text;
  const places = new Map(mounts.map(({ inside, outside }) => [inside, outside]));
  const names = mounts.map(({ inside }) => inside.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  // A path starts after nothing, a quote, a blank or one of = , : and ends where its name does.
  const pattern = new RegExp(`(^|[\\s"'=,:\\[])(${names})(?=$|[/\\s"',:\\]])`, 'gm');
  return text.replace(
    pattern,
    (_, before: string, inside: string) => `${before}${places.get(inside) ?? inside}`,
  );
}
