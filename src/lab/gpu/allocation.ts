import type { GpuHolder, GpuIdentity } from './inventory.ts';

/** Which pod holds which GPU; a GPU has one holder at a time. */
export class Allocation {
  readonly #gpus: readonly GpuIdentity[];
  readonly #holders = new Map<string, GpuHolder>();

  constructor(gpus: readonly GpuIdentity[]) {
    this.#gpus = gpus;
  }

  /** Gives a container `count` free GPUs of its node, lowest index first, or none at all (`undefined`). */
  take(node: string, count: number, holder: GpuHolder): readonly string[] | undefined {
    const free = this.#gpus.filter((gpu) => gpu.node === node && !this.#holders.has(gpu.uuid));
    if (free.length < count) return undefined;
    const taken = free.slice(0, count).map((gpu) => gpu.uuid);
    for (const uuid of taken) this.#holders.set(uuid, holder);
    return taken;
  }

  /** Frees what a pod holds; nothing happens if it holds nothing. */
  free(podUid: string): void {
    for (const [uuid, holder] of this.#holders) if (holder.podUid === podUid) this.#holders.delete(uuid);
  }

  holderOf(uuid: string): GpuHolder | undefined {
    return this.#holders.get(uuid);
  }

  freeOn(node: string): number {
    return this.#gpus.filter((gpu) => gpu.node === node && !this.#holders.has(gpu.uuid)).length;
  }
}
