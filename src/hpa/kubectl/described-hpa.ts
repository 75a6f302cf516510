import type { MetricSpec, ScalingRules } from '../spec.ts';
import type { Condition, MetricStatus } from '../status.ts';
import type { Age } from './age.ts';

/** A value with the line that says it. */
export interface Said<T> {
  readonly line: number;
  readonly value: T;
}

/** A metric with its target, and its value unless that is `<unknown>`. */
export interface DescribedMetric {
  readonly line: number;
  readonly spec: MetricSpec;
  readonly current: MetricStatus | undefined;
}

/** One direction of the Behavior block; a tolerance is never printed. */
export interface DescribedRules {
  readonly line: number;
  readonly rules: ScalingRules;
  /** The line of the stabilization window and those of the policies, in order. */
  readonly windowLine: number | undefined;
  readonly policyLines: readonly number[];
}

/** The Behavior block. */
export interface DescribedBehavior {
  readonly line: number;
  readonly scaleUp: DescribedRules | undefined;
  readonly scaleDown: DescribedRules | undefined;
}

/** The line that counts the pods, from the status. */
export interface DescribedPods {
  readonly current: number;
  readonly desired: number;
}

/** One condition; kubectl prints no time for it. */
export type DescribedCondition = Omit<Condition, 'lastTransitionTime'> & { readonly line: number };

/** One event about an HPA, counted and merged as the API server keeps it. */
export interface DescribedEvent {
  readonly line: number;
  readonly type: string;
  readonly reason: string;
  /** Since it was seen last; `undefined` where kubectl did not know. */
  readonly age: Age | undefined;
  readonly count: number;
  /** Since it was seen first, where it was counted. */
  readonly firstAge: Age | undefined;
  readonly message: string;
}

/** A line that could not be understood, and what would have been. */
export interface UnreadLine {
  readonly line: number;
  readonly text: string;
  readonly expected: string;
}

/** What `kubectl describe hpa` says of one HPA; `undefined` is what the text does not say. */
export interface DescribedHpa {
  readonly line: number;
  readonly name: string;
  readonly namespace: string | undefined;
  /** When it was made, as printed. */
  readonly created: string | undefined;
  readonly target: Said<{ readonly kind: string; readonly name: string }> | undefined;
  readonly metrics: readonly DescribedMetric[];
  readonly minReplicas: Said<number> | undefined;
  readonly maxReplicas: Said<number> | undefined;
  readonly behavior: DescribedBehavior | undefined;
  readonly pods: Said<DescribedPods> | undefined;
  readonly conditions: readonly DescribedCondition[];
  /** Newest last, as printed; `undefined` where the text ends before them. */
  readonly events: readonly DescribedEvent[] | undefined;
  readonly unread: readonly UnreadLine[];
}
