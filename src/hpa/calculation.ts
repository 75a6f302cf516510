import type { Instant } from '../units/instant.ts';
import type { ReadinessRules } from './group-pods.ts';
import type { Int64 } from './int64.ts';
import type { Pod } from './pod.ts';

/** What the replica calculator reads besides the metric. */
export interface CalculatorContext extends ReadinessRules {
  /** Pods that match the selector of the scale target. */
  readonly pods: readonly Pod[];
  /** Set when the pods could not be listed. */
  readonly podListError?: string;
}

/** An answer of a metrics API: the thing asked for, or the error text. */
export type Answer<T> =
  | { readonly value: T; readonly timestamp: Instant | undefined }
  | { readonly error: string };

/** What one metric proposes; always of one shape, because it is made for every metric of every sync. */
export interface Calculation {
  readonly replicas: number;
  /** Whole percent, for utilization targets; else 0. */
  readonly utilization: number;
  /** Raw average or value in milli-units. */
  readonly usage: Int64;
  /** Timestamp of the first sample; only ever logged. */
  readonly timestamp: Instant | undefined;
  /** Set when nothing could be proposed; then `replicas` is 0. */
  readonly error: string | undefined;
}

/** A calculation that failed. */
export function failedCalculation(error: string, timestamp?: Instant): Calculation {
  return { replicas: 0, utilization: 0, usage: 0, timestamp, error };
}

/** Why the pods cannot be used, if so: they could not be listed, or there are none. */
export function podListFault(context: CalculatorContext): string | undefined {
  if (context.podListError !== undefined)
    return `unable to get pods while calculating replica count: ${context.podListError}`;
  if (context.pods.length === 0) return 'no pods returned by selector while calculating replica count';
  return undefined;
}

/** Said when every sample belongs to a pod that is ignored or not ready. */
export const NO_SAMPLES_LEFT = 'did not receive metrics for targeted pods (pods might be unready)';
