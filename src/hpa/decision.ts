import type { Instant } from '../units/instant.ts';
import type { Cluster } from './cluster.ts';
import type { ControllerConfig } from './controller-config.ts';
import type { Int64 } from './int64.ts';
import type { ControllerMemory } from './memory.ts';
import type { HpaSpec } from './spec.ts';
import type { HpaStatus } from './status.ts';

/** The HPA object as the controller has it in its cache when the sync starts. */
export interface Hpa {
  readonly namespace: string;
  readonly name: string;
  readonly spec: HpaSpec;
  readonly status: HpaStatus;
}

/** All that one sync depends on, besides what the controller remembers and the time. */
export interface SyncInput {
  readonly hpa: Hpa;
  readonly config: ControllerConfig;
  readonly cluster: Cluster;
}

/** An event before client-go's correlator counts, merges and drops. */
export interface HpaEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What one metric said in a sync. */
export interface MetricWorking {
  /** As in messages: `pods metric DCGM_FI_DEV_GPU_UTIL`. */
  readonly name: string;
  readonly replicas: number;
  /** Milli-units. */
  readonly usage: Int64;
  readonly utilization: number;
  readonly error: string | undefined;
}

/** The numbers between input and decision, for explanations; fields stay `undefined` where a sync did not get that far. */
export interface Workings {
  currentReplicas: number | undefined;
  metrics: MetricWorking[];
  /** The largest proposal, before windows and limits. */
  proposal: number | undefined;
  /** After the windows, before the limits. */
  stabilized: number | undefined;
  /** Why the size changes, as in the event; empty when it does not. */
  rescaleReason: string;
}

/** What a sync did. */
export interface Decision {
  /** The status that the controller wanted to be stored. */
  readonly status: HpaStatus;
  /** Whether it was written: it differed and the API server took it. */
  readonly isStatusWritten: boolean;
  /** Replicas written to the scale subresource. */
  readonly scaleTo: number | undefined;
  /** How often the scale was written, conflicts included. */
  readonly scaleAttempts: number;
  readonly events: readonly HpaEvent[];
  /** What the controller logs. */
  readonly errors: readonly string[];
  readonly workings: Readonly<Workings>;
  readonly endedAt: Instant;
}

/** A decision and what the controller remembers afterwards. */
export interface Reconciled {
  readonly decision: Decision;
  readonly memory: ControllerMemory;
}
