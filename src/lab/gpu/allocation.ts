import type { GpuHolder, GpuIdentity, GpuSharer } from './inventory.ts';

/** Which pods hold which GPU. */
export class Allocation {
  readonly #gpus: readonly GpuIdentity[];
  readonly #holders = new Map<string, readonly GpuSharer[]>();

  constructor(gpus: readonly GpuIdentity[]) {
    this.#gpus = gpus;
  }

  /**
   * Gives a container `count` GPUs of its node that fewer than `sharedBy` pods hold, or none at all (`undefined`): those that
   * the fewest hold first, as NVIDIA's device plugin spreads slices, then the lowest index.
   */
  take(node: string, count: number, holder: GpuHolder, sharedBy = 1): readonly string[] | undefined {
    const free = this.#gpus
      .filter((gpu) => gpu.node === node && this.holdersOf(gpu.uuid).length < sharedBy)
      .toSorted((a, b) => this.holdersOf(a.uuid).length - this.holdersOf(b.uuid).length);
    if (free.length < count) return undefined;
    const taken = free.slice(0, count).map((gpu) => gpu.uuid);
    for (const uuid of taken) {
      const holders = this.holdersOf(uuid);
      const slots = Array.from({ length: sharedBy }, (_, slot) => slot);
      const slot = slots.find((one) => !holders.some((other) => other.slot === one)) ?? 0;
      this.#holders.set(uuid, [...holders, { ...holder, slot }]);
    }
    return taken;
  }

  /** Frees what a pod holds; nothing happens if it holds nothing. */
  free(podUid: string): void {
    for (const [uuid, holders] of this.#holders) {
      const left = holders.filter((holder) => holder.podUid !== podUid);
      if (left.length === 0) this.#holders.delete(uuid);
      else this.#holders.set(uuid, left);
    }
  }

  /** Everybody who holds a GPU, the first comer first. */
  holdersOf(uuid: string): readonly GpuSharer[] {
    return this.#holders.get(uuid) ?? [];
  }

  /** How many more times GPUs of a node may be given out. */
  freeOn(node: string, sharedBy = 1): number {
    return this.#gpus
      .filter((gpu) => gpu.node === node)
      .reduce((sum, { uuid }) => sum + Math.max(0, sharedBy - this.holdersOf(uuid).length), 0);
  }
}
