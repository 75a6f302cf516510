import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loopbackOf } from '../running-lab.ts';
import type { ClusterReader } from './cluster-reader.ts';
import type { Unresolved } from './container.ts';
import { type ContainerPaths, containerPaths } from './container-paths.ts';
import { type PlacedPod, resolveEnvironment } from './environment.ts';
import { expandVariables } from './expand.ts';
import type { LabSurroundings, LocalCommand } from './images/image.ts';
import { type ImageMap, repositoryName } from './images/image-map.ts';
import type { ContainerSpec } from './pod-spec.ts';

/** What every container of a pod shares. */
export interface PodEnvironment {
  readonly placed: PlacedPod;
  readonly reader: ClusterReader;
  readonly images: ImageMap;
  readonly lab: LabSurroundings;
  /** The pod's own folder. */
  readonly folder: string;
  readonly volumeFolders: Readonly<Record<string, string>>;
  readonly kubeconfig: string | undefined;
  /** Variables that the machine gives: proxy, marker of the lab, API server, GPUs of the container. */
  readonly base: Readonly<Record<string, string>>;
}

/** Where the paths of a container lie on this machine. */
export function pathsOf(pod: PodEnvironment, container: ContainerSpec): ContainerPaths {
  return containerPaths(container, pod.volumeFolders, folderOf(pod, container));
}

function folderOf(pod: PodEnvironment, container: ContainerSpec): string {
  return join(pod.folder, 'containers', container.name);
}

/** Turns a container into the local program that stands for it; rejects while something that it needs is absent. */
export async function resolveCommand(
  pod: PodEnvironment,
  container: ContainerSpec,
  gpus: Readonly<Record<string, string>>,
): Promise<LocalCommand | Unresolved> {
  const name = repositoryName(container.image);
  const image = pod.images.get(name);
  if (!image) {
    const known = [...pod.images.keys()].join(', ');
    const message = `the lab has no image "${name}" (${container.image}); it runs ${known}`;
    return { reason: 'ErrImagePull', message };
  }
  const folder = folderOf(pod, container);
  await mkdir(folder, { recursive: true });
  const paths = pathsOf(pod, container);
  const base = { ...pod.base, HOME: folder, HOSTNAME: pod.placed.pod.metadata.name, ...gpus };
  const resolved = await resolveEnvironment(pod.placed, container, pod.reader, base);
  const env = Object.fromEntries(
    Object.entries(resolved).map(([key, value]) => [key, key in base ? value : paths.rewrite(value)]),
  );
  const words = [...(container.command?.slice(1) ?? []), ...(container.args ?? [])];
  return await image.toLocal({
    args: words.map((word) => paths.rewrite(expandVariables(word, resolved))),
    env,
    node: pod.placed.pod.spec.nodeName ?? '',
    podIP: pod.placed.podIP,
    loopback: loopbackOf(pod.placed.podIP),
    folder,
    paths,
    kubeconfig: pod.kubeconfig,
    lab: pod.lab,
  });
}
