import type { Instant } from '../units/instant.ts';
import type { Int64 } from './int64.ts';

/** A container as far as the HPA looks at it: its name and its requests in milli-units per resource. */
export interface Container {
  readonly name: string;
  readonly requests: Readonly<Record<string, Int64>>;
  /** Init containers only: restartPolicy Always, a sidecar. */
  readonly restartAlways?: boolean;
}

/** The Ready condition of a pod. */
export interface ReadyCondition {
  readonly status: string;
  /** `-Infinity` stands for Go's zero time. */
  readonly lastTransition: Instant;
}

/** A pod as the HPA controller sees it in its cache. */
export interface Pod {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly phase: string;
  /** deletionTimestamp is set. */
  readonly deleting: boolean;
  readonly startTime: Instant | undefined;
  readonly ready: ReadyCondition | undefined;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  /** spec.resources.requests, the pod-level requests. */
  readonly podRequests?: Readonly<Record<string, Int64>>;
  readonly overhead?: Readonly<Record<string, Int64>>;
}

/** One pod's sample of one metric, in milli-units. */
export interface PodSample {
  readonly value: Int64;
  readonly timestamp: Instant;
  readonly windowMs: number;
}

/** The samples of one metric by pod name; Go's `PodMetricsInfo`. */
export type PodSamples = ReadonlyMap<string, PodSample>;
