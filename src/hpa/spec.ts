import type { Int64 } from './int64.ts';

/** A reference to an object by kind, as in `scaleTargetRef` and `describedObject`. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A label selector as written in a metric. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** Which metric, for Pods, Object and External. */
export interface MetricIdentifier {
  readonly name: string;
  readonly selector: LabelSelector | undefined;
}

/** A target with its quantities in milli-units; which fields are set decides, `type` only for Object. */
export interface MetricTarget {
  readonly type: string;
  readonly averageUtilization: number | undefined;
  readonly averageValue: Int64 | undefined;
  readonly value: Int64 | undefined;
}

/** One entry of `spec.metrics`. */
export type MetricSpec =
  | { readonly type: 'Resource'; readonly name: string; readonly target: MetricTarget }
  | {
      readonly type: 'ContainerResource';
      readonly name: string;
      readonly container: string;
      readonly target: MetricTarget;
    }
  | { readonly type: 'Pods'; readonly metric: MetricIdentifier; readonly target: MetricTarget }
  | {
      readonly type: 'Object';
      readonly describedObject: ObjectReference;
      readonly metric: MetricIdentifier;
      readonly target: MetricTarget;
    }
  | { readonly type: 'External'; readonly metric: MetricIdentifier; readonly target: MetricTarget }
  /** A type that the API server would have refused. */
  | { readonly type: 'Unknown'; readonly typeName: string };

/** One policy of `behavior`: so many pods, or so many percent, per period. */
export interface ScalingPolicy {
  readonly type: string;
  readonly value: number;
  readonly periodSeconds: number;
}

/** The rules of one direction, defaulted. */
export interface ScalingRules {
  /** Absent for scale-down means the controller's own window. */
  readonly stabilizationWindowSeconds: number | undefined;
  readonly selectPolicy: string;
  readonly policies: readonly ScalingPolicy[];
  /** As a share, converted from the quantity as upstream does it. */
  readonly tolerance: number | undefined;
}

/** `spec.behavior`; its absence is another algorithm, not a default. */
export interface Behavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** A HorizontalPodAutoscalerSpec after the API server's defaulting. */
export interface HpaSpec {
  readonly scaleTargetRef: ObjectReference;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly MetricSpec[];
  readonly behavior: Behavior | undefined;
}
