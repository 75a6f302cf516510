import { type Int64, int32OfFloat } from './int64.ts';
import type { PodSample } from './pod.ts';
import { isWithin, type Tolerances } from './tolerances.ts';

/**
 * The proposal once missing and unready pods have been given assumed samples: the current size when the second ratio is
 * within tolerance or on the other side of 1, or when the count would move against the ratio.
 * Go: the last part of `GetResourceReplicas` and of `calcPlainMetricReplicas`.
 */
export function proposalAfterFilling(
  currentReplicas: number,
  tolerances: Tolerances,
  ratio: number,
  filledRatio: number,
  sampleCount: number,
): number {
  if (isWithin(tolerances, filledRatio)) return currentReplicas;
  if ((ratio < 1 && filledRatio > 1) || (ratio > 1 && filledRatio < 1)) return currentReplicas;
  const replicas = int32OfFloat(Math.ceil(filledRatio * sampleCount));
  const against =
    (filledRatio < 1 && replicas > currentReplicas) || (filledRatio > 1 && replicas < currentReplicas);
  return against ? currentReplicas : replicas;
}

/** A sample that nobody measured, standing in for a missing or unready pod. */
export function assumedSample(value: Int64): PodSample {
  return { value, timestamp: Number.NEGATIVE_INFINITY, windowMs: 0 };
}
