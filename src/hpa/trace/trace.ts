import type { Instant } from '../../units/instant.ts';
import type { PodMetricValue, Scale } from '../cluster.ts';
import type { ControllerConfig } from '../controller-config.ts';
import type { Int64 } from '../int64.ts';
import type { ControllerMemory } from '../memory.ts';
import type { Container, Pod } from '../pod.ts';
import type { HpaSpec } from '../spec.ts';
import type { HpaStatus } from '../status.ts';

/** A trace: one HPA, what happens to it from outside, and what its controller read in each sync. Times are ms from t 0. */
export interface Trace {
  readonly id: string;
  readonly syncPeriodMs: number;
  readonly config: ControllerConfig;
  readonly hpa: HpaSpec;
  readonly hpaCreateMs: Instant;
  readonly initialStatus: HpaStatus;
  /** What every start of the controller begins with. */
  readonly initialMemory: ControllerMemory;
  readonly selector: string;
  /** Resources that metrics.k8s.io answers for, sorted. */
  readonly resources: readonly string[];
  readonly faults: readonly Fault[];
  readonly actions: readonly Action[];
  readonly latency: Latency;
  readonly syncs: readonly SyncRecord[];
}

/** An API that fails for a while. */
export interface Fault {
  readonly op: string;
  readonly fromSec: number;
  readonly toSec: number;
  readonly error: string;
  /** updateScale: so many attempts of each sync conflict, and then one succeeds. */
  readonly conflicts: number;
}

/** How long each kind of call takes, in ms. */
export interface Latency {
  readonly getScale: number;
  readonly metrics: number;
  readonly updateScale: number;
  readonly updateStatus: number;
}

/** Something done to the HPA or its controller from outside. */
export type Action =
  | { readonly kind: 'edit'; readonly at: Instant; readonly spec: HpaSpec }
  | { readonly kind: 'restart'; readonly at: Instant }
  | { readonly kind: 'delete'; readonly at: Instant }
  | { readonly kind: 'create'; readonly at: Instant };

/** What the controller read in one sync. */
export interface SyncRecord {
  readonly tMs: Instant;
  readonly scale: Omit<Scale, 'selector'>;
  /** Absent: as in the sync before. */
  readonly pods: readonly Pod[] | undefined;
  readonly metrics: readonly MetricAnswer[];
}

/** One answer of a metrics API, in the order of the calls. */
export interface MetricAnswer {
  /** `resource:cpu`, `pods:NAME`, `object:NAME`, `external:NAME`. */
  readonly key: string;
  /** As the answer before for this key. */
  readonly isSame: boolean;
  readonly error: string;
  /** Pods metrics. */
  readonly items: readonly PodMetricValue[];
  /** Resource metrics: milli-units per container. */
  readonly usage: readonly ResourceItem[];
  readonly value: Int64 | undefined;
  readonly values: readonly Int64[];
}

/** One pod's usage of one resource. */
export interface ResourceItem {
  readonly pod: string;
  readonly timestamp: Instant;
  readonly windowMs: number;
  readonly containers: Readonly<Record<string, Int64>>;
}

/** The containers that every pod of a trace has. */
export type TraceContainers = readonly Container[];
