import type { Instant } from '../units/instant.ts';

/** One emulated GPU: who holds it, and how long it was busy. It reads no clock. */
export class Gpu {
  readonly node: string;
  readonly index: number;
  readonly uuid: string;
  /** Name of the pod that holds it. */
  holder: string | undefined;
  #doneMs = 0;
  #share: { readonly of: () => number; readonly from: number } | undefined;
  #kernel: { readonly startedAt: Instant; readonly ms: number } | undefined;

  constructor(node: string, index: number) {
    this.node = node;
    this.index = index;
    this.uuid = `GPU-${node}-${index}`;
  }

  /** Starts a kernel on an idle GPU; its pod's queue lets one image at a time on it. */
  start(ms: number, now: Instant): void {
    this.stop(now);
    this.#kernel = { startedAt: now, ms };
  }

  /** Ends the kernel, where it is. */
  stop(now: Instant): void {
    this.#doneMs = this.busyMs(now);
    this.#kernel = undefined;
  }

  /** From now on it is busy for as long as `share` grows, instead of by kernels. */
  follow(share: () => number): void {
    this.unfollow();
    this.#share = { of: share, from: share() };
  }

  unfollow(): void {
    if (this.#share) this.#doneMs += this.#share.of() - this.#share.from;
    this.#share = undefined;
  }

  /** Milliseconds with a kernel on the device since it was made. */
  busyMs(now: Instant): number {
    if (this.#share) return this.#doneMs + this.#share.of() - this.#share.from;
    const kernel = this.#kernel;
    if (kernel === undefined) return this.#doneMs;
    return this.#doneMs + Math.min(kernel.ms, Math.max(0, now - kernel.startedAt));
  }
}

/** The GPU nodes of the target; a GPU has one holder at a time. */
export interface GpuNodes {
  readonly names: readonly string[];
  readonly gpus: readonly Gpu[];
  on(node: string): readonly Gpu[];
  freeOn(node: string): number;
  allocated(): number;
  /** Gives a pod free GPUs of one node, lowest index first; the caller has seen that they are there. */
  allocate(node: string, count: number, pod: string): readonly Gpu[];
  release(pod: string): void;
}

/** Makes nodes as a lab names them. */
export function makeGpuNodes(nodes: { readonly count: number; readonly gpusPerNode: number }): GpuNodes {
  const names = Array.from({ length: nodes.count }, (_, index) => `lab-gpu-${index}`);
  const byNode = new Map(
    names.map((name) => [
      name,
      Array.from({ length: nodes.gpusPerNode }, (_, index) => new Gpu(name, index)),
    ]),
  );
  const gpus = [...byNode.values()].flat();
  const free = new Map(names.map((name) => [name, nodes.gpusPerNode]));
  let allocated = 0;
  const change = (node: string, by: number) => {
    free.set(node, (free.get(node) ?? 0) - by);
    allocated += by;
  };
  return {
    names,
    gpus,
    on: (node) => byNode.get(node) ?? [],
    freeOn: (node) => free.get(node) ?? 0,
    allocated: () => allocated,
    allocate: (node, count, pod) => {
      const taken = byNode
        .get(node)!
        .filter((gpu) => gpu.holder === undefined)
        .slice(0, count);
      for (const gpu of taken) gpu.holder = pod;
      change(node, taken.length);
      return taken;
    },
    release: (pod) => {
      for (const gpu of gpus) {
        if (gpu.holder !== pod) continue;
        gpu.holder = undefined;
        change(gpu.node, -1);
      }
    },
  };
}
