import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { ClusterReader, Keys } from './cluster-reader.ts';
import { type PlacedPod, readField } from './environment.ts';
import type { DownwardItem, KeyToPath, ProjectedSource, VolumeSpec } from './pod-spec.ts';

/** Files of a volume by their path in it. */
type VolumeFiles = Record<string, Buffer | string>;

/** Where the volumes of a pod lie. */
export interface PodVolumes {
  /** Folder of a volume by its name. */
  readonly folders: Readonly<Record<string, string>>;
  /** Folder with `token`, `ca.crt` and `namespace`, when the pod has a token for the API server. */
  readonly serviceAccountFolder: string | undefined;
}

/** Writes the volumes of a pod below `folder`; rejects when a ConfigMap or Secret that must be there is absent. */
export async function writeVolumes(
  placed: PlacedPod,
  folder: string,
  reader: ClusterReader,
): Promise<PodVolumes> {
  const folders: Record<string, string> = {};
  let serviceAccountFolder: string | undefined;
  for (const volume of placed.pod.spec.volumes ?? []) {
    const path = join(folder, volume.name);
    folders[volume.name] = path;
    await mkdir(path, { recursive: true });
    const files = await filesOf(placed, volume, reader);
    for (const [name, content] of Object.entries(files)) await writeInside(path, name, content);
    if (hasApiToken(volume)) serviceAccountFolder = path;
  }
  return { folders, serviceAccountFolder };
}

async function filesOf(placed: PlacedPod, volume: VolumeSpec, reader: ClusterReader): Promise<VolumeFiles> {
  if (volume.configMap) return projectedFiles(placed, { configMap: volume.configMap }, reader);
  if (volume.secret) {
    const { secretName, ...rest } = volume.secret;
    return projectedFiles(placed, { secret: { name: secretName ?? '', ...rest } }, reader);
  }
  if (volume.projected) {
    const files: VolumeFiles = {};
    for (const source of volume.projected.sources ?? []) {
      Object.assign(files, await projectedFiles(placed, source, reader));
    }
    return files;
  }
  if (volume.downwardAPI) return downwardFiles(placed, volume.downwardAPI.items ?? []);
  // A hostPath is a folder of the pod's own: nothing of the machine is handed to a workload.
  if (volume.emptyDir || volume.hostPath) return {};
  throw new ScaleproofError('target-unavailable', `volume "${volume.name}" is of a kind that the lab lacks`, {
    hint: 'use configMap, secret, projected, downwardAPI, emptyDir or hostPath',
  });
}

async function projectedFiles(
  placed: PlacedPod,
  source: ProjectedSource,
  reader: ClusterReader,
): Promise<VolumeFiles> {
  const namespace = placed.pod.metadata.namespace ?? 'default';
  if (source.configMap) {
    const { name = '', optional = false, items } = source.configMap;
    return pickItems(await reader.configMap(namespace, name, optional), items, optional);
  }
  if (source.secret) {
    const { name = '', optional = false, items } = source.secret;
    return pickItems(await reader.secret(namespace, name, optional), items, optional);
  }
  if (source.serviceAccountToken) {
    const { path, audience, expirationSeconds } = source.serviceAccountToken;
    return { [path]: await reader.token(placed.pod, audience, expirationSeconds) };
  }
  return downwardFiles(placed, source.downwardAPI?.items ?? []);
}

function pickItems(keys: Keys, items: readonly KeyToPath[] | undefined, optional: boolean): VolumeFiles {
  if (!items) return { ...keys };
  const files: VolumeFiles = {};
  for (const { key, path } of items) {
    const content = keys[key];
    if (content !== undefined) files[path] = content;
    else if (!optional)
      throw new ScaleproofError('target-unavailable', `references non-existent config key: ${key}`);
  }
  return files;
}

function downwardFiles(placed: PlacedPod, items: readonly DownwardItem[]): VolumeFiles {
  return Object.fromEntries(
    items.map(({ path, fieldRef }) => [path, fieldRef ? readField(placed, fieldRef.fieldPath) : '']),
  );
}

function hasApiToken(volume: VolumeSpec): boolean {
  const sources = volume.projected?.sources ?? [];
  return sources.some(({ serviceAccountToken: token }) => token && token.path === 'token' && !token.audience);
}

async function writeInside(folder: string, name: string, content: Buffer | string): Promise<void> {
  const path = join(folder, normalize(`/${name}`));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: 0o600 });
}
