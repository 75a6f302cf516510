import { getObject, listObjects } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type {
  ApiService,
  Deployment,
  Hpa,
  KubeObject,
  LimitRange,
  Node,
  Pod,
  ResourceQuota,
} from '../kube/objects.ts';
import type { Scenario } from '../scenario/schema.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { workloadRefs } from '../workload/refs.ts';
import { type Learned, learn } from './learn.ts';

/** What the checks are made from, each asked once. */
export interface ClusterFacts {
  readonly namespace: Learned<KubeObject | undefined>;
  readonly nodes: Learned<readonly Node[]>;
  /** Pods of the whole cluster. */
  readonly pods: Learned<readonly Pod[]>;
  /** HPAs, quotas and limit ranges of the workload's namespace. */
  readonly hpas: Learned<readonly Hpa[]>;
  readonly quotas: Learned<readonly ResourceQuota[]>;
  readonly limitRanges: Learned<readonly LimitRange[]>;
  readonly apiService: Learned<ApiService | undefined>;
  readonly discovery: Learned<MetricsDiscovery>;
  /** Of `existing:`; `undefined` where the run applies its own. */
  readonly existing: ExistingFacts | undefined;
}

/** What the custom metrics API says that it serves. */
export interface MetricsDiscovery {
  readonly status: number;
  /** For example `pods/DCGM_FI_DEV_GPU_UTIL`. */
  readonly names: readonly string[];
  /** The beginning of its answer where it was none. */
  readonly said: string;
}

/** The objects that `existing:` names. */
export interface ExistingFacts {
  readonly deployment: Learned<Deployment | undefined>;
  readonly service: Learned<KubeObject | undefined>;
  readonly hpa: Learned<Hpa | undefined>;
}

/** Asks the API server for everything that the checks look at; every question has the door's deadline of 10 s. */
export async function readClusterFacts(
  connection: KubeConnection,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const { namespace } = workloadRefs(scenario);
  const list = <T extends KubeObject>(apiVersion: string, kind: string, where: { namespace?: string } = {}) =>
    learn(signal, () => listObjects<T>(connection, { apiVersion, kind, ...where }, { signal }));
  const get = <T extends KubeObject>(apiVersion: string, kind: string, name: string) =>
    learn(signal, () => getObject<T>(connection, { apiVersion, kind, name }, { signal }));
  const [ns, nodes, pods, hpas, quotas, limitRanges, apiService, discovery, existing] = await Promise.all([
    get<KubeObject>('v1', 'Namespace', namespace),
    list<Node>('v1', 'Node'),
    list<Pod>('v1', 'Pod'),
    list<Hpa>('autoscaling/v2', 'HorizontalPodAutoscaler', { namespace }),
    list<ResourceQuota>('v1', 'ResourceQuota', { namespace }),
    list<LimitRange>('v1', 'LimitRange', { namespace }),
    get<ApiService>('apiregistration.k8s.io/v1', 'APIService', `v1beta1.${CUSTOM_METRICS_API}`),
    learn(signal, () => discoverMetrics(connection, signal)),
    readExisting(connection, scenario, signal),
  ]);
  return { namespace: ns, nodes, pods, hpas, quotas, limitRanges, apiService, discovery, existing };
}

/** Asks the custom metrics API what it serves. */
export async function discoverMetrics(
  connection: KubeConnection,
  signal: AbortSignal,
): Promise<MetricsDiscovery> {
  const path = `/apis/${CUSTOM_METRICS_API}/v1beta1`;
  const answer = await connection.request<{ readonly resources?: readonly { readonly name: string }[] }>(
    'GET',
    path,
    { signal, timeoutMs: 10_000, allow: [404, 500, 502, 503, 504] },
  );
  const names = answer.status === 200 ? (answer.body.resources ?? []).map(({ name }) => name) : [];
  return { status: answer.status, names, said: answer.text.trim().slice(0, 200) };
}

async function readExisting(
  connection: KubeConnection,
  { existing }: Scenario,
  signal: AbortSignal,
): Promise<ExistingFacts | undefined> {
  if (!existing) return undefined;
  const get = <T extends KubeObject>(apiVersion: string, kind: string, name: string) =>
    learn(signal, () =>
      getObject<T>(connection, { apiVersion, kind, name, namespace: existing.namespace }, { signal }),
    );
  const [deployment, service, hpa] = await Promise.all([
    get<Deployment>('apps/v1', 'Deployment', existing.deployment),
    get<KubeObject>('v1', 'Service', existing.service),
    get<Hpa>('autoscaling/v2', 'HorizontalPodAutoscaler', existing.hpa),
  ]);
  return { deployment, service, hpa };
}
