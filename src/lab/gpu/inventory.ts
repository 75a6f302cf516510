import { createHash } from 'node:crypto';

/** A node of the lab and how many GPUs it has. */
export interface GpuNode {
  readonly name: string;
  readonly gpus: number;
}

/** What never changes about an emulated GPU. */
export interface GpuIdentity {
  readonly node: string;
  readonly index: number;
  /** `GPU-` and a UUID, the same for the same node and index in every lab. */
  readonly uuid: string;
  readonly pciBusId: string;
  readonly modelName: string;
  readonly memoryMiB: number;
}

/** Who holds a GPU. */
export interface GpuHolder {
  readonly podUid: string;
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

/** One of the pods that share a GPU; `slot` counts from 0 and stays while the pod holds it. */
export interface GpuSharer extends GpuHolder {
  readonly slot: number;
}

/** Which part of which GPU a MIG instance is. */
export interface MigInstance {
  readonly profile: string;
  /** GPU instance id. */
  readonly instance: number;
  readonly parentIndex: number;
  readonly parentUuid: string;
  readonly parentPciBusId: string;
}

/** One GPU as the device itself sees it at one instant. */
export interface GpuSnapshot extends GpuIdentity {
  readonly busyMs: number;
  readonly queue: number;
  readonly memoryUsedMiB: number;
  /** Who holds it; the first of them where it is shared. */
  readonly holder?: GpuHolder;
  /** Everybody who holds it, where it may be shared. */
  readonly sharers?: readonly GpuSharer[];
  /** Where it is an instance of a greater GPU. */
  readonly mig?: MigInstance;
}

/** All GPUs at one instant, milliseconds since the epoch. */
export interface GpuSnapshots {
  readonly at: number;
  readonly devices: readonly GpuSnapshot[];
}

const MODEL = 'Tesla T4 (emulated)';
const MEMORY_MIB = 15_360;

/** Lists the GPUs of the nodes, in node and index order. */
export function listGpus(nodes: readonly GpuNode[]): readonly GpuIdentity[] {
  return nodes.flatMap((node) =>
    Array.from({ length: node.gpus }, (_, index) => ({
      node: node.name,
      index,
      uuid: gpuUuid(node.name, index),
      pciBusId: pciBusId(index),
      modelName: MODEL,
      memoryMiB: MEMORY_MIB,
    })),
  );
}

/** Instances of the smallest profile that one GPU is cut into, and the id of the first. */
const MIG_INSTANCES = 7;
const FIRST_INSTANCE = 7;

/** A device as the instance of a GPU that has seven of them. */
export function asInstance({ node, index }: GpuIdentity, profile: string): MigInstance {
  const parentIndex = Math.floor(index / MIG_INSTANCES);
  return {
    profile,
    instance: FIRST_INSTANCE + (index % MIG_INSTANCES),
    parentIndex,
    parentUuid: gpuUuid(node, parentIndex),
    parentPciBusId: pciBusId(parentIndex),
  };
}

function pciBusId(index: number): string {
  return `00000000:${(index + 1).toString(16).padStart(2, '0').toUpperCase()}:00.0`;
}

function gpuUuid(node: string, index: number): string {
  const hex = createHash('sha256').update(`${node}/${index}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `GPU-${parts.join('-')}`;
}
