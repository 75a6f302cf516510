import { add, divide, float, type Int64, int32OfInt64, multiply } from './int64.ts';
import type { PodSamples } from './pod.ts';

/** A usage ratio with the percentage and the average behind it. */
export interface UtilizationRatio {
  readonly ratio: number;
  /** Percent of the requests, truncated to a whole int32; the ratio is computed from it. */
  readonly utilization: number;
  /** Milli-units per pod, truncated. */
  readonly average: Int64;
}

/**
 * Utilization of the pods that have both a sample and a request, against the target percentage;
 * `undefined` when their requests sum to nothing. Go: `metrics.GetResourceUtilizationRatio`.
 */
export function resourceUtilizationRatio(
  samples: PodSamples,
  requests: ReadonlyMap<string, Int64>,
  targetUtilization: number,
): UtilizationRatio | undefined {
  let total: Int64 = 0;
  let requested: Int64 = 0;
  let count = 0;
  for (const [name, sample] of samples) {
    const request = requests.get(name);
    if (request === undefined) continue;
    total = add(total, sample.value);
    requested = add(requested, request);
    count++;
  }
  if (float(requested) === 0) return undefined;
  const utilization = int32OfInt64(divide(multiply(total, 100), requested));
  return { ratio: utilization / targetUtilization, utilization, average: divide(total, count) };
}

/** Average of all samples, truncated, against the target in milli-units. Go: `metrics.GetMetricUsageRatio`. */
export function metricUsageRatio(
  samples: PodSamples,
  targetUsage: Int64,
): { readonly ratio: number; readonly usage: Int64 } {
  let total: Int64 = 0;
  for (const sample of samples.values()) total = add(total, sample.value);
  const usage = divide(total, samples.size);
  return { ratio: float(usage) / float(targetUsage), usage };
}
