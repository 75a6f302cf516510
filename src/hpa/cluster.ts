import type { Instant } from '../units/instant.ts';
import type { Int64 } from './int64.ts';
import type { Pod } from './pod.ts';
import type { MetricIdentifier, ObjectReference } from './spec.ts';
import type { HpaStatus } from './status.ts';

/** What an API answered, and when the answer came. */
export type Answered<T> =
  | { readonly at: Instant; readonly value: T }
  | { readonly at: Instant; readonly error: string; readonly isConflict?: boolean };

/** The scale subresource of the target. */
export interface Scale {
  readonly specReplicas: number;
  readonly statusReplicas: number;
  /** status.selector as text. */
  readonly selector: string;
}

/** One item of metrics.k8s.io: usage in milli-units per container and resource. */
export interface PodMetrics {
  readonly name: string;
  readonly timestamp: Instant;
  readonly windowMs: number;
  readonly containers: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<string, Int64>>;
  }[];
}

/** One item of custom.metrics.k8s.io about a pod. */
export interface PodMetricValue {
  readonly pod: string;
  readonly timestamp: Instant;
  /** Absent: the controller assumes 60 s. */
  readonly windowMs?: number | undefined;
  /** Milli-units. */
  readonly value: Int64;
}

/** One value of custom.metrics.k8s.io about an object, or of external.metrics.k8s.io. */
export interface MetricValue {
  readonly timestamp: Instant;
  /** Milli-units. */
  readonly value: Int64;
}

/**
 * Everything outside the controller that one sync talks to, as answers to questions asked at an instant. Data from a
 * record, a model or a trace can stand behind it; `index` is the place of the metric in `spec.metrics`.
 */
export interface Cluster {
  /** Pods of the namespace in the controller's cache. */
  readonly pods: readonly Pod[];
  /** Other HPAs of the namespace, to find pods with two masters. */
  readonly otherHpas?: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly selector: string;
  }[];
  /** Whether the API server knows the kind of the target. */
  mapTarget(at: Instant): Answered<true>;
  getScale(at: Instant): Answered<Scale>;
  resourceMetrics(at: Instant, index: number): Answered<readonly PodMetrics[]>;
  podsMetric(at: Instant, metric: MetricIdentifier, index: number): Answered<readonly PodMetricValue[]>;
  objectMetric(
    at: Instant,
    metric: MetricIdentifier,
    index: number,
    object: ObjectReference,
  ): Answered<MetricValue>;
  externalMetric(at: Instant, metric: MetricIdentifier, index: number): Answered<readonly MetricValue[]>;
  updateScale(at: Instant, replicas: number, attempt: number): Answered<true>;
  updateStatus(at: Instant, status: HpaStatus): Answered<true>;
}
