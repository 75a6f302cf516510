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

/** One GPU as the device itself sees it at one instant. */
export interface GpuSnapshot extends GpuIdentity {
  readonly busyMs: number;
  readonly queue: number;
  readonly memoryUsedMiB: number;
  readonly holder?: GpuHolder;
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
      pciBusId: `00000000:${(index + 1).toString(16).padStart(2, '0').toUpperCase()}:00.0`,
      modelName: MODEL,
      memoryMiB: MEMORY_MIB,
    })),
  );
}

function gpuUuid(node: string, index: number): string {
  const hex = createHash('sha256').update(`${node}/${index}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `GPU-${parts.join('-')}`;
}
