import type { AuditSummary, Divergence } from '../record/run-record.ts';
import type { Instant } from '../units/instant.ts';

/** The rule that had the last word on the size in a sync. */
export type Rule =
  /** The proposal of the metric, as it is. */
  | 'metric-ratio'
  | 'tolerance'
  | 'stabilization-up'
  | 'stabilization-down'
  | 'policy-pods'
  | 'policy-percent'
  /** Without `behavior`: double, but at least to 4. */
  | 'policy-default'
  | 'direction-disabled'
  | 'min-replicas'
  | 'max-replicas'
  /** The metrics API gave no values, or none for some pods. */
  | 'missing-metrics'
  | 'unready-pods'
  | 'scaling-disabled'
  | 'error';

/** What one sync went by. */
export interface SyncInputs {
  /** What the metrics API answered, in units of the metric. */
  readonly values: readonly { readonly pod: string; readonly value: number }[];
  /** What metrics.k8s.io answered beside it, in cores or bytes; absent where it was not asked. */
  readonly resource?: {
    readonly name: string;
    readonly values: readonly { readonly pod: string; readonly value: number }[];
  };
  /** What it said instead. */
  readonly problem?: string;
  /** `spec.replicas` of the target, as the controller read it. */
  readonly current: number;
  readonly pods: readonly {
    readonly pod: string;
    readonly phase: string;
    readonly ready: boolean;
    readonly deleting: boolean;
  }[];
}

/** What the rules make of the inputs. */
export interface Recomputed {
  /** The metric per pod over its target, where there was a metric. */
  readonly ratio?: number;
  readonly proposal?: number;
  /** After the stabilization windows. */
  readonly stabilized?: number;
  /** After policies and bounds: what the HPA has to set. */
  readonly replicas: number;
  readonly rule: Rule;
  /** One sentence a step, with the arithmetic. */
  readonly sentences: readonly string[];
}

/** One decision of the HPA beside its recomputation. */
export interface AuditedSync {
  /** When the controller asked for its metric. */
  readonly at: Instant;
  readonly inputs: SyncInputs;
  readonly recomputed: Recomputed;
  /** `status.desiredReplicas` after the sync. */
  readonly observed: number;
  readonly equal: boolean;
  /** What was in flux in the moment of the sync, and which of its two sides fits. */
  readonly flux?: string;
  readonly divergence?: Divergence;
}

/** Every decision of a record, recomputed. */
export interface HpaAudit {
  readonly summary: AuditSummary;
  readonly syncs: readonly AuditedSync[];
}
