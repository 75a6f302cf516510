import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeObject, OwnerReference } from '../../kube/objects.ts';
import type { WorkloadParts } from '../serving.ts';
import { senderMetadata } from './sender-metadata.ts';

/** A file of a sender's folder; its path has no `..` and no leading slash. */
export interface PlayFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a sender finds its files. */
export const PLAY_FOLDER = '/scaleproof/play';
export const PLAY_VOLUME = 'play';

/** A ConfigMap holds 1 MiB, names of its keys included. */
const MOST_BYTES = 1_000_000;

/** The files of a sender as ConfigMaps, as few as hold them. Throws `usage` for a file that none can hold. */
export function buildPlayMaps(
  parts: WorkloadParts,
  owner: OwnerReference,
  files: readonly PlayFile[],
): readonly KubeObject[] {
  return pack(files).map((group, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...senderMetadata(parts, owner), name: mapName(parts, index) },
    binaryData: Object.fromEntries(group.map(({ path, bytes }) => [keyOf(path), toBase64(bytes)])),
  }));
}

/** The volume that joins those ConfigMaps to one folder. */
export function playVolume(parts: WorkloadParts, files: readonly PlayFile[]): object {
  const sources = pack(files).map((group, index) => ({
    configMap: {
      name: mapName(parts, index),
      items: group.map(({ path }) => ({ key: keyOf(path), path })),
    },
  }));
  return { name: PLAY_VOLUME, projected: { sources } };
}

function mapName({ scenario }: WorkloadParts, index: number): string {
  return `${scenario.load.sender.name}-play-${index}`;
}

/** Keys of ConfigMaps have no slashes. */
function keyOf(path: string): string {
  return path.replaceAll('/', '_');
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function pack(files: readonly PlayFile[]): readonly (readonly PlayFile[])[] {
  const groups: PlayFile[][] = [];
  let room = 0;
  for (const file of files) {
    const { length } = file.bytes;
    if (length > MOST_BYTES) {
      throw new ScaleproofError(
        'usage',
        `${file.path} of the load has ${length} bytes, and a ConfigMap holds ${MOST_BYTES}`,
        {
          hint: 'send from outside (load.kind: k6), or less: smaller images, jpeg instead of png, fewer arrivals',
        },
      );
    }
    if (length > room) {
      groups.push([]);
      room = MOST_BYTES;
    }
    groups.at(-1)!.push(file);
    room -= length;
  }
  return groups;
}
