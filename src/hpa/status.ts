import type { Instant } from '../units/instant.ts';
import type { Int64 } from './int64.ts';
import type { LabelSelector, ObjectReference } from './spec.ts';

/** Types of conditions that the controller sets. */
export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited' | 'ScaledToZero';

/** One condition of the status. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: Instant;
}

/** One entry of `status.currentMetrics`; `type` empty is the hole that a failed metric leaves. */
export interface MetricStatus {
  readonly type: '' | 'Resource' | 'ContainerResource' | 'Pods' | 'Object' | 'External';
  readonly name: string;
  readonly container: string | undefined;
  readonly describedObject: ObjectReference | undefined;
  readonly selector: LabelSelector | undefined;
  readonly averageUtilization: number | undefined;
  /** Milli-units. */
  readonly averageValue: Int64 | undefined;
  /** Milli-units. */
  readonly value: Int64 | undefined;
}

/** A HorizontalPodAutoscalerStatus; the controller never sets observedGeneration. */
export interface HpaStatus {
  /** The size before the rescale of that sync. */
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly lastScaleTime: Instant | undefined;
  readonly currentMetrics: readonly MetricStatus[];
  readonly conditions: readonly Condition[];
}

/** The status of an HPA that no controller has looked at. */
export const EMPTY_STATUS: HpaStatus = {
  currentReplicas: 0,
  desiredReplicas: 0,
  lastScaleTime: undefined,
  currentMetrics: [],
  conditions: [],
};

/** What stands in `currentMetrics` for a metric that failed. */
export const NO_METRIC_STATUS: MetricStatus = {
  type: '',
  name: '',
  container: undefined,
  describedObject: undefined,
  selector: undefined,
  averageUtilization: undefined,
  averageValue: undefined,
  value: undefined,
};

/** Whether two statuses mean the same, so that no write is needed. Go: `apiequality.Semantic.DeepEqual`. */
export function isSameStatus(a: HpaStatus, b: HpaStatus): boolean {
  return (
    a.currentReplicas === b.currentReplicas &&
    a.desiredReplicas === b.desiredReplicas &&
    a.lastScaleTime === b.lastScaleTime &&
    isSameList(a.conditions, b.conditions, isSameCondition) &&
    isSameList(a.currentMetrics, b.currentMetrics, isSameMetric)
  );
}

function isSameList<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !isSame(a[i]!, b[i]!)) return false;
  return true;
}

function isSameCondition(a: Condition, b: Condition): boolean {
  return (
    a.type === b.type &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.lastTransitionTime === b.lastTransitionTime
  );
}

function isSameMetric(a: MetricStatus, b: MetricStatus): boolean {
  return (
    a.type === b.type &&
    a.name === b.name &&
    a.container === b.container &&
    a.averageUtilization === b.averageUtilization &&
    a.averageValue === b.averageValue &&
    a.value === b.value &&
    isSameShape(a.describedObject, b.describedObject) &&
    isSameShape(a.selector, b.selector)
  );
}

/** Small plain data from the spec; nearly always the very same object. */
function isSameShape(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
