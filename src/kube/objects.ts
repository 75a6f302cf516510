/** `metadata` as far as it is read or written here. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFields[];
}

/** Which fields one writer of an object owns. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  /** `scale` where the writer went through the scale subresource, as the HPA does. */
  readonly subresource?: string;
  readonly time?: string;
  /** A tree of field names, each with `f:` before it. */
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Who owns an object, so that the garbage collector removes it with its owner. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Any Kubernetes object, as JSON. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** A list of objects, as the API server answers it; items of typed lists come without apiVersion and kind. */
export interface KubeList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

/** A condition in an object's status. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** The state of one container. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

/** Exactly one of the three. */
export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly signal?: number;
    readonly reason?: string;
    readonly message?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
  };
}

/** v1 Pod. */
export interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly image?: string;
      readonly command?: readonly string[];
      readonly args?: readonly string[];
      readonly resources?: {
        readonly limits?: Readonly<Record<string, string>>;
        readonly requests?: Readonly<Record<string, string>>;
      };
    }[];
  };
  readonly status?: {
    readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    readonly podIP?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** v1 Node. */
export interface Node extends KubeObject {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string; readonly value?: string }[];
  };
  readonly status?: {
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly capacity?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Condition[];
  };
}

/** v1 Event. */
export interface Event extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly involvedObject: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** The pods of a Deployment, as far as it is read. */
export interface PodTemplate {
  readonly spec: {
    readonly containers: Pod['spec']['containers'];
    readonly tolerations?: readonly { readonly key?: string; readonly operator?: string }[];
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly terminationGracePeriodSeconds?: number;
  };
}

/** apps/v1 Deployment; a DaemonSet's status has other names, see `DaemonSet`. */
export interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly unavailableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** apps/v1 DaemonSet. */
export interface DaemonSet extends KubeObject {
  readonly spec: { readonly selector: LabelSelector; readonly template?: PodTemplate };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
    readonly numberAvailable?: number;
  };
}

/** A label selector, the part by exact values. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** One metric of an HPA, as wanted (`target`) or as read (`current`). */
export interface HpaMetricValue {
  readonly type: 'Pods' | 'Resource' | 'Object' | 'External' | 'ContainerResource';
  readonly pods?: {
    readonly metric: { readonly name: string };
    readonly target?: { readonly type: string; readonly averageValue?: string };
    readonly current?: { readonly averageValue?: string };
  };
  readonly resource?: {
    readonly name: string;
    readonly target?: {
      readonly type: string;
      readonly averageValue?: string;
      readonly averageUtilization?: number;
    };
    readonly current?: { readonly averageValue?: string; readonly averageUtilization?: number };
  };
}

/** autoscaling/v2 HorizontalPodAutoscaler. */
export interface Hpa extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly HpaMetricValue[];
    readonly behavior?: unknown;
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly lastScaleTime?: string;
    readonly currentMetrics?: readonly HpaMetricValue[] | null;
    readonly conditions?: readonly Condition[];
  };
}

/** discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice extends KubeObject {
  readonly addressType: string;
  readonly endpoints:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions?: {
          readonly ready?: boolean;
          readonly serving?: boolean;
          readonly terminating?: boolean;
        };
        readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly uid?: string };
        readonly nodeName?: string;
      }[]
    | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null;
}

/** v1 ResourceQuota. */
export interface ResourceQuota extends KubeObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

/** v1 LimitRange. */
export interface LimitRange extends KubeObject {
  readonly spec?: {
    readonly limits?: readonly {
      readonly type: 'Container' | 'Pod' | (string & {});
      readonly min?: Readonly<Record<string, string>>;
      readonly max?: Readonly<Record<string, string>>;
      readonly default?: Readonly<Record<string, string>>;
      readonly defaultRequest?: Readonly<Record<string, string>>;
      readonly maxLimitRequestRatio?: Readonly<Record<string, string>>;
    }[];
  };
}

/** apiregistration.k8s.io/v1 APIService. */
export interface ApiService extends KubeObject {
  readonly spec?: {
    readonly service?: { readonly name?: string; readonly namespace?: string } | null;
    /** PEM, in base64. */
    readonly caBundle?: string;
    readonly insecureSkipTLSVerify?: boolean;
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
