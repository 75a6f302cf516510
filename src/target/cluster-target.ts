import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { buildToolchain } from '../lab/toolchain/toolchain.ts';
import { PROFILES, type Timing } from '../plan/timing.ts';
import { openPrometheus, type PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { Scenario } from '../scenario/schema.ts';
import { cleanRun } from '../workload/clean.ts';
import { workloadRefs } from '../workload/refs.ts';
import { executeOnCluster } from './execute.ts';
import { sampledWorkload } from './sampled-workload.ts';
import type { SessionParts } from './session.ts';
import type { Target } from './target.ts';
import type { TargetSpec } from './target-spec.ts';

/** What a cluster target is opened with beside the rest; nothing of it is guessed. */
export interface ClusterTargetSpec extends TargetSpec {
  readonly kubeconfig: string;
  readonly context: string;
  readonly prometheusUrl: string;
  /** Where load is sent; the Service's DNS name when left out, which needs `proxyUrl` from outside the cluster. */
  readonly serviceUrl: string | undefined;
  /** HTTP proxy that reaches Services and Prometheus. */
  readonly proxyUrl: string | undefined;
}

/** Opens any cluster by kubeconfig: the same path as the lab, minus what the lab adds. */
export async function openClusterTarget(spec: ClusterTargetSpec): Promise<Target> {
  const connection = await connect({ kubeconfigPath: spec.kubeconfig, context: spec.context });
  const prometheus = openPrometheus({
    url: spec.prometheusUrl,
    ...(spec.proxyUrl === undefined ? {} : { proxyUrl: spec.proxyUrl }),
  });
  try {
    spec.tell(`cluster ${connection.name}, namespace ${workloadRefs(spec.scenario).namespace}`);
    const version = await connection.request<{ readonly gitVersion?: string }>('GET', '/version');
    const { binaries } = await buildToolchain({ ...spec, ...spec.host, onProgress: () => {}, only: ['k6'] });
    const parts = () => partsOnCluster(spec, connection, prometheus, binaries.k6 ?? 'k6');
    return {
      name: 'cluster',
      emulated: false,
      timing: await readTiming(spec.scenario, prometheus, spec.signal),
      versions: {
        kubernetes: version.body.gitVersion ?? 'unknown',
        prometheus: await prometheus.version({ timeoutMs: 5000, signal: spec.signal }),
      },
      execute: (plan, emit, signal) => executeOnCluster({ ...spec, connection }, parts, plan, emit, signal),
      logs: async () => new Map(),
      close: async () => {
        try {
          // Only where the run applied anything: a right to list all namespaces is none that a run needs.
          const { namespace } = workloadRefs(spec.scenario);
          const { existing, load } = spec.scenario;
          return existing && load.kind === 'k6'
            ? []
            : await cleanRun(connection, spec.runId, spec.clock, {
                namespace,
                // Of existing objects the namespace is not ours in any case, and need not be readable.
                namespaces: existing === undefined,
              });
        } finally {
          await connection.close();
        }
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Scrape interval from the Prometheus itself; what no API tells comes from the scenario's `timing`, else its profile. */
async function readTiming(
  scenario: Scenario,
  prometheus: PrometheusDoor,
  signal: AbortSignal,
): Promise<Timing> {
  const assumed = PROFILES[scenario.profile];
  const { timing } = scenario;
  const config = await prometheus.config({ timeoutMs: 5000, signal });
  const exporter = config.jobs.find((job) => /dcgm|gpu|exporter/.test(job.name));
  return {
    exporterIntervalMs: timing.exporterInterval ?? assumed.exporterIntervalMs,
    scrapeIntervalMs: timing.scrapeInterval ?? exporter?.intervalMs ?? config.globalIntervalMs,
    queryWindowMs: scenario.pipeline.queryWindow,
    relistIntervalMs: timing.relistInterval ?? assumed.relistIntervalMs,
    syncPeriodMs: timing.syncPeriod ?? assumed.syncPeriodMs,
    downscaleStabilizationMs: timing.downscaleStabilization ?? assumed.downscaleStabilizationMs,
  };
}

async function partsOnCluster(
  spec: ClusterTargetSpec,
  connection: KubeConnection,
  prometheus: PrometheusDoor,
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
    prometheus,
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
