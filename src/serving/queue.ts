/** A bounded queue in front of the GPUs of a pod: one image at a time on each, in order of arrival. */
export interface WorkQueue {
  /** Takes a place, or answers `undefined` when the pod is full; the holder gives it back once. */
  reserve(): Place | undefined;
  /** Places taken: waiting, on a GPU, or being read and written. */
  readonly depth: number;
}

/** A place in the pod. */
export interface Place {
  /** Runs `work` on the next free GPU; `waitedMs` is the time until then. Skips it when the signal aborts first. */
  run<T>(work: (gpu: string | undefined, waitedMs: number) => Promise<T>, signal: AbortSignal): Promise<T>;
  giveBack(): void;
}

/** Makes the queue of a pod; without GPUs it has one lane, with no GPU in it. */
export function makeQueue(gpus: readonly string[], limit: number): WorkQueue {
  const free: (string | undefined)[] = gpus.length > 0 ? [...gpus] : [undefined];
  const waiting: ((gpu: string | undefined) => void)[] = [];
  let depth = 0;
  const takeLane = (): Promise<string | undefined> =>
    free.length > 0
      ? Promise.resolve(free.shift())
      : new Promise<string | undefined>((resolve) => waiting.push(resolve));
  const returnLane = (gpu: string | undefined): void => {
    // Handed straight to the first in line: a lane that lay free for a moment could be taken by a newcomer.
    const next = waiting.shift();
    if (next === undefined) free.push(gpu);
    else next(gpu);
  };
  const run: Place['run'] = async (work, signal) => {
    const since = performance.now();
    const gpu = await takeLane();
    try {
      signal.throwIfAborted();
      return await work(gpu, performance.now() - since);
    } finally {
      returnLane(gpu);
    }
  };
  return {
    get depth() {
      return depth;
    },
    reserve: () => {
      if (depth >= limit) return undefined;
      depth++;
      return { run, giveBack: () => void depth-- };
    },
  };
}
