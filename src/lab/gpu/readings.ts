import type { GpuSnapshot, GpuSnapshots } from './inventory.ts';

/** One GPU as an exporter last collected it. */
export interface GpuReading {
  readonly gpu: GpuSnapshot;
  /** Share of the collection interval with a kernel on the device, 0 to 1. */
  readonly share: number;
}

/** Turns two snapshots of a node's GPUs into readings; a GPU that the earlier one lacks has no reading. */
export function readInterval(before: GpuSnapshots, after: GpuSnapshots): readonly GpuReading[] {
  const elapsedMs = after.at - before.at;
  if (elapsedMs <= 0) return [];
  return after.devices.flatMap((gpu) => {
    const earlier = before.devices.find((other) => other.uuid === gpu.uuid);
    if (!earlier) return [];
    const share = (gpu.busyMs - earlier.busyMs) / elapsedMs;
    return [{ gpu, share: Math.min(1, Math.max(0, share)) }];
  });
}

/** Whole percent, 0 to 100, as NVML gives it. */
export function percentOf({ share }: GpuReading): number {
  return Math.round(100 * share);
}
