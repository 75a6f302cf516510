import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { buildToolchain } from '../lab/toolchain/toolchain.ts';
import { PROFILES, resolveTiming, type Timing } from '../plan/timing.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { PrometheusError } from '../prometheus/prometheus-error.ts';
import { openRunPrometheus, type RunPrometheus } from '../reach/open-prometheus.ts';
import type { SecretPlaces } from '../reach/secret-place.ts';
import { readControllerFlags } from '../sampling/hpa-controller.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { cleanRun } from '../workload/clean.ts';
import { workloadRefs } from '../workload/refs.ts';
import { executeOnCluster } from './execute.ts';
import { sampledWorkload } from './sampled-workload.ts';
import type { SessionParts } from './session.ts';
import type { Target, TornDown } from './target.ts';
import type { TargetSpec } from './target-spec.ts';

/** What a cluster target is opened with beside the rest; nothing of it is guessed. */
export interface ClusterTargetSpec extends TargetSpec {
  readonly kubeconfig: string;
  readonly context: string;
  readonly prometheus: PrometheusSpec;
  /** Where what is shown to Prometheus is kept. */
  readonly places: SecretPlaces;
  /** Where load is sent; the Service's DNS name when left out, which needs `proxyUrl` from outside the cluster. */
  readonly serviceUrl: string | undefined;
  /** HTTP proxy that reaches Services and Prometheus. */
  readonly proxyUrl: string | undefined;
}

/** Opens any cluster by kubeconfig: the same path as the lab, minus what the lab adds. */
export async function openClusterTarget(spec: ClusterTargetSpec): Promise<Target> {
  const connection = await connect({ kubeconfigPath: spec.kubeconfig, context: spec.context });
  const stops = new AsyncDisposableStack();
  stops.defer(() => connection.close());
  try {
    const prometheus = await openRunPrometheus(spec.prometheus, { ...spec, connection });
    stops.defer(() => prometheus.close());
    spec.tell(`cluster ${connection.name}, namespace ${workloadRefs(spec.scenario).namespace}`);
    const version = await connection.request<{ readonly gitVersion?: string }>('GET', '/version');
    const { binaries } = await buildToolchain({ ...spec, ...spec.host, onProgress: () => {}, only: ['k6'] });
    const parts = () => partsOnCluster(spec, connection, prometheus, binaries.k6 ?? 'k6');
    return {
      name: 'cluster',
      emulated: false,
      timing: await readTiming(spec, connection, prometheus.exporter),
      versions: {
        kubernetes: version.body.gitVersion ?? 'unknown',
        ...(await prometheusVersions(prometheus, spec.signal)),
      },
      execute: (plan, emit, signal) => executeOnCluster({ ...spec, connection }, parts, plan, emit, signal),
      logs: async () => new Map(),
      close: async () => {
        try {
          return await cleanUp(spec, connection);
        } finally {
          await stops.disposeAsync();
        }
      },
    };
  } catch (error) {
    await stops.disposeAsync();
    throw error;
  }
}

async function cleanUp(spec: ClusterTargetSpec, connection: KubeConnection): Promise<TornDown> {
  const { clock, runId, scenario } = spec;
  const { existing, load } = scenario;
  // Only where the run applied anything: a right to list all namespaces is none that a run needs.
  if (existing && load.kind === 'k6') {
    const nothing = { by: 'nothing-applied', outcome: 'gone', found: [], left: [] } as const;
    return { left: [], seen: { kind: 'cleanup', at: clock.now(), ...nothing } };
  }
  const cleaned = await cleanRun(connection, runId, clock, {
    namespace: workloadRefs(scenario).namespace,
    // Of existing objects the namespace is not ours in any case, and need not be readable.
    namespaces: existing === undefined,
  });
  return { left: cleaned.left, seen: { kind: 'cleanup', at: clock.now(), by: 'run-label', ...cleaned } };
}

async function prometheusVersions(
  { exporter, adapter }: RunPrometheus,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const versionOf = (door: PrometheusDoor) =>
    unlessNotServed(door.version({ timeoutMs: 5000, signal }), 'unknown');
  const [prometheus, ofAdapter] = await Promise.all([versionOf(exporter), adapter && versionOf(adapter)]);
  return { prometheus, ...(ofAdapter === undefined ? {} : { 'adapter-prometheus': ofAdapter }) };
}

/** What answers queries in Prometheus's stead (a query layer, a hosted one) need not serve the pages about itself. */
async function unlessNotServed<T, U>(asked: Promise<T>, instead: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    // A proxy that guards it may let queries through and nothing else.
    const notServed = error instanceof PrometheusError && ['http', 'query'].includes(error.kind);
    if (notServed || (error instanceof PrometheusError && error.status === 403)) return instead;
    throw error;
  }
}

/**
 * Scrape interval from the Prometheus itself, sync period and down-scale window from the controller's flags where its pod
 * can be seen; what nothing tells comes from the scenario's `timing`, else its profile.
 */
async function readTiming(
  { scenario, signal, tell }: ClusterTargetSpec,
  connection: KubeConnection,
  prometheus: PrometheusDoor,
): Promise<Timing> {
  const assumed = PROFILES[scenario.profile];
  const config = await unlessNotServed(prometheus.config({ timeoutMs: 5000, signal }), undefined);
  if (config === undefined && scenario.timing.scrapeInterval === undefined) {
    tell(
      `${prometheus.name} does not tell its scrape interval; the profile's is taken, or timing.scrapeInterval`,
    );
  }
  const exporter = config?.jobs.find((job) => /dcgm|gpu|exporter/.test(job.name));
  const scrapeIntervalMs = exporter?.intervalMs ?? config?.globalIntervalMs ?? assumed.scrapeIntervalMs;
  const flags = await readControllerFlags(connection, { signal }).catch(() => {
    signal.throwIfAborted();
    // Most are not allowed to look into kube-system, and no run needs it.
    return undefined;
  });
  if (flags) tell(`sync period and down-scale window are those of pod kube-system/${flags.pod}`);
  const { syncPeriodMs, downscaleStabilizationMs } = flags ?? assumed;
  return resolveTiming(scenario, { ...assumed, scrapeIntervalMs, syncPeriodMs, downscaleStabilizationMs });
}

async function partsOnCluster(
  spec: ClusterTargetSpec,
  connection: KubeConnection,
  prometheus: RunPrometheus,
  k6Binary: string,
): Promise<SessionParts> {
  const refs = workloadRefs(spec.scenario);
  const isOutside = spec.scenario.load.kind === 'k6';
  if (isOutside && spec.serviceUrl === undefined && spec.proxyUrl === undefined) {
    throw new ScaleproofError(
      'usage',
      `how load reaches Service ${refs.namespace}/${refs.service} is not known`,
      {
        hint: 'Give --service-url (ingress, load balancer, node port), or --proxy for its name inside the cluster.',
      },
    );
  }
  return {
    runId: spec.runId,
    connection,
    prometheus: prometheus.exporter,
    ...(prometheus.adapter === undefined ? {} : { adapterPrometheus: prometheus.adapter }),
    workload: await sampledWorkload(connection, spec.scenario),
    serviceUrl:
      spec.serviceUrl ?? `http://${refs.service}.${refs.namespace}.svc:${spec.scenario.workload.port}`,
    ...(spec.proxyUrl === undefined ? {} : { proxyUrl: spec.proxyUrl }),
    k6Binary,
    artifacts: spec.artifacts,
    clock: spec.clock,
    files: spec.host.files,
    tell: spec.tell,
  };
}
