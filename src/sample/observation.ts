import type { Instant } from '../units/instant.ts';

/** Label names and values of a series. */
export type Labels = Readonly<Record<string, string>>;

/** A metric value as it was read: NaN and the infinities are kept apart, never turned into 0. */
export type MetricValue = number | 'NaN' | '+Inf' | '-Inf';

/** What the Deployment said of its replicas, from its watch. */
export interface ReplicasObservation {
  readonly kind: 'replicas';
  readonly at: Instant;
  /** `spec.replicas`, what the HPA last wrote. */
  readonly desired: number;
  /** `status.replicas`. */
  readonly current: number;
  readonly ready: number;
  readonly available: number;
}

/** One metric in an HPA's status; `value` is per pod for AverageValue targets, `null` when the HPA has none. */
export interface HpaMetric {
  readonly name: string;
  readonly value: number | null;
  readonly target: number;
}

/** One condition in an HPA's status. */
export interface HpaCondition {
  readonly type: 'AbleToScale' | 'ScalingActive' | 'ScalingLimited' | (string & {});
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** What the HPA object said, from its watch. */
export interface HpaObservation {
  readonly kind: 'hpa';
  readonly at: Instant;
  readonly desired: number;
  readonly current: number;
  readonly min: number;
  readonly max: number;
  readonly metrics: readonly HpaMetric[];
  readonly conditions: readonly HpaCondition[];
  /** `metadata.generation` where set, else a hash of the spec: it changes when and only when the spec does. */
  readonly specVersion: string;
}

/** The spec of the HPA object, told when the watch begins and again with every change of it. */
export interface HpaSpecObservation {
  readonly kind: 'hpaSpec';
  readonly at: Instant;
  /** As in the `hpa` observations that go by it. */
  readonly specVersion: string;
  /** `metadata.uid`: another one is another object, of which its controller remembers nothing. */
  readonly uid?: string;
  /** `metadata.resourceVersion` of the object that had it first. */
  readonly resourceVersion: string;
  /** `metadata.generation`, where the API server sets one. */
  readonly generation?: number;
  /** Who wrote the spec last, from the object's managed fields, for example `kubectl-edit`. */
  readonly writer?: string;
  /** `spec` as the API server has it, JSON. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The steps in the life of a serving pod. */
export type PodChange =
  | 'created'
  | 'scheduled'
  | 'started'
  | 'ready'
  | 'unready'
  | 'terminating'
  | 'failed'
  | 'restarted'
  | 'deleted';

/** One step in the life of a serving pod, from the pod watch. */
export interface PodObservation {
  readonly kind: 'pod';
  readonly at: Instant;
  readonly pod: string;
  readonly change: PodChange;
  readonly node?: string;
  /** GPUs that the scheduler charged to the pod (the limit of its GPU resource), given once it is scheduled. */
  readonly gpus?: number;
  /** The API's own stamp where it has one, in whole seconds: of the start for `started`, of the condition for `ready` and `unready`. */
  readonly since?: Instant;
  readonly detail?: string;
}

/** The names of the pods that the Service sends requests to, from the EndpointSlice watch. */
export interface EndpointsObservation {
  readonly kind: 'endpoints';
  readonly at: Instant;
  readonly ready: readonly string[];
  readonly terminating: readonly string[];
}

/** GPUs of the target as a whole: what the nodes offer and what bound pods hold. */
export interface GpusObservation {
  readonly kind: 'gpus';
  readonly at: Instant;
  readonly allocatable: number;
  readonly allocated: number;
}

/** A Kubernetes Event about one of the run's objects. */
export interface ClusterEventObservation {
  readonly kind: 'event';
  readonly at: Instant;
  readonly type: 'Normal' | 'Warning' | (string & {});
  readonly reason: string;
  readonly message: string;
  /** `Kind/name` of the object that the event is about. */
  readonly object: string;
  readonly count: number;
}

/** One value of one GPU series, at one hop of the pipeline. */
export interface GpuSample {
  readonly kind: 'gpu';
  /** When it was read. */
  readonly at: Instant;
  /** The time stamp that the source gave the value; equals `at` for an exporter read directly. */
  readonly sampledAt: Instant;
  /** `adapter-prometheus` is the one that the metrics adapter asks, where the exporter is scraped by another. */
  readonly source: 'device' | 'exporter' | 'prometheus' | 'adapter-prometheus';
  readonly metric: string;
  readonly labels: Labels;
  readonly value: MetricValue;
}

/** What custom.metrics.k8s.io answered for the HPA's own query; an empty list is an answer, a failed query is a gap. */
export interface CustomMetricObservation {
  readonly kind: 'customMetric';
  readonly at: Instant;
  readonly metric: string;
  readonly pods: readonly { readonly pod: string; readonly value: number }[];
}

/**
 * One read of a metric by the HPA controller itself, as the metrics adapter's audit log has it: what one sync really
 * saw. Instants are the adapter's clock, milliseconds with a fraction (its log has microseconds).
 */
export interface HpaReadObservation {
  readonly kind: 'hpaRead';
  /** When the line of the log was read. */
  readonly at: Instant;
  readonly askedAt: Instant;
  readonly answeredAt: Instant;
  /** Name of the custom metric, or of the resource where `api` says so. */
  readonly metric: string;
  /** Absent: custom.metrics.k8s.io. */
  readonly api?: 'metrics.k8s.io';
  /** The label selector of the question. */
  readonly selector: string;
  /** HTTP status of the answer; `items` is empty unless it is 200. */
  readonly status: number;
  /**
   * Values as the adapter wrote them: quantities, for example `81` or `81500m`; of a resource the sum over the containers,
   * with the window of the rate.
   */
  readonly items: readonly {
    readonly pod: string;
    readonly value: string;
    readonly timestamp: Instant;
    readonly windowMs?: number;
  }[];
  /** What an answer other than 200 said. */
  readonly detail?: string;
}

/** How one image request ended. `lost` is no answer at all: refused, reset, timed out. */
export type RequestOutcome = 'ok' | 'rejected' | 'invalid' | 'error' | 'lost';

/** One image request, stamped by the load generator. */
export interface RequestObservation {
  readonly kind: 'request';
  /** When the answer (or its absence) was known. */
  readonly at: Instant;
  readonly intendedAt: Instant;
  readonly sentAt: Instant;
  /** From sent to answered, milliseconds. */
  readonly durationMs: number;
  readonly stage: string;
  readonly outcome: RequestOutcome;
  readonly status: number;
  /** The pod that answered, from the `x-pod` response header. */
  readonly pod?: string;
  readonly bytes?: number;
  readonly detail?: string;
}

/**
 * An edge of the load: the start or the end of all of it, or of one stage. `stop` is when the generator was told to stop,
 * `stopped` when nothing of it was left, or when that was given up.
 */
export interface LoadObservation {
  readonly kind: 'load';
  readonly at: Instant;
  readonly edge: 'start' | 'end' | 'stage-start' | 'stage-end' | 'stop' | 'stopped';
  readonly stage?: string;
  /** On `end`: whether the generator itself finished in order, and what it said if not. On `stopped`: whether it did. */
  readonly completed?: boolean;
  readonly detail?: string;
  /** On `end`: iterations that the generator could not start. */
  readonly dropped?: number;
}

/** One decoded response image, of the seeded sample that the runner looks into. */
export interface ImageObservation {
  readonly kind: 'image';
  readonly at: Instant;
  readonly width: number;
  readonly height: number;
  readonly expectedLongestSide: number;
  readonly differsFromInput: boolean;
  readonly problem?: string;
}

/** Counts kept by the serving side, summed over pods by the sampler (from `/metrics` through Prometheus or directly). */
export interface ServerCountObservation {
  readonly kind: 'serverCount';
  readonly at: Instant;
  readonly pod: string;
  readonly accepted: number;
  readonly completed: number;
  readonly rejected: number;
}

/** The things that can be blind for a while. */
export type GapSource =
  | 'hpa'
  | 'deployment'
  | 'pods'
  | 'endpoints'
  | 'events'
  | 'nodes'
  | 'device'
  | 'exporter'
  | 'prometheus'
  | 'adapter-prometheus'
  | 'custom-metrics'
  | 'hpa-reads'
  | 'load'
  | 'runner';

/** A stretch in which a source was not observed. `to` is open (`null`) while it lasts. */
export interface GapObservation {
  readonly kind: 'gap';
  readonly at: Instant;
  readonly source: GapSource;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly reason: string;
}

/** A component of the target or of the harness came, went, or was struck on purpose. */
export interface ComponentObservation {
  readonly kind: 'component';
  readonly at: Instant;
  readonly component: string;
  readonly change: 'up' | 'down' | 'struck';
  readonly detail?: string;
}

/** Everything that a target may emit. Everything after this cannot tell a cluster from the lab or the twin. */
export type Observation =
  | ReplicasObservation
  | HpaObservation
  | HpaSpecObservation
  | PodObservation
  | EndpointsObservation
  | GpusObservation
  | ClusterEventObservation
  | GpuSample
  | CustomMetricObservation
  | HpaReadObservation
  | RequestObservation
  | LoadObservation
  | ImageObservation
  | ServerCountObservation
  | GapObservation
  | ComponentObservation;

export type ObservationKind = Observation['kind'];
export type ObservationOf<K extends ObservationKind> = Extract<Observation, { readonly kind: K }>;

/** Takes one observation in; never throws, never waits. */
export type Emit = (observation: Observation) => void;
