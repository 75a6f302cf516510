import { errorText } from '../errors/scaleproof-error.ts';
import { getObject, listObjects } from '../kube/access.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import type { KubeObject, Pod } from '../kube/objects.ts';
import { findLabFiles } from '../lab/find-files.ts';
import { findLab, whyLost } from '../lab/find-lab.ts';
import { findLabProcesses } from '../lab/find-processes.ts';
import { type LabProgress, labUp } from '../lab/lab.ts';
import { labDown } from '../lab/lab-down.ts';
import { listLogs } from '../lab/lab-status.ts';
import { offerGpus } from '../lab/offer-gpus.ts';
import { loopbackOf, type RunningLab } from '../lab/running-lab.ts';
import { strikeLab } from '../lab/strike-lab.ts';
import { profileOf } from '../metric/catalogue.ts';
import { PROFILES } from '../plan/timing.ts';
import { openPrometheus } from '../prometheus/prometheus-door.ts';
import type { RunCleanup } from '../record/run-record.ts';
import type { Scenario } from '../scenario/schema.ts';
import { ADAPTER, ADAPTER_AUDIT_LOG } from '../workload/adapter/names.ts';
import { cleanRun } from '../workload/clean.ts';
import { prometheusUrl } from '../workload/monitoring/prometheus.ts';
import { pipelinePartsOf } from '../workload/pipeline-parts.ts';
import { workloadRefs } from '../workload/refs.ts';
import { executeOnCluster } from './execute.ts';
import { raisePipeline } from './raise-pipeline.ts';
import { sampledWorkload } from './sampled-workload.ts';
import type { SessionParts } from './session.ts';
import type { Target, TornDown } from './target.ts';
import type { TargetSpec } from './target-spec.ts';

/** What a lab target is opened with beside the rest. */
export interface LabTargetSpec extends TargetSpec {
  /** The lab's folder, absolute. */
  readonly folder: string;
  /** Leaves a lab that this run started running. */
  readonly keep: boolean;
  readonly onLabProgress: (told: LabProgress) => void;
}

/** Opens the lab as a target: starts one when none runs, and puts the scenario's pipeline on it. */
export async function openLabTarget(spec: LabTargetSpec): Promise<Target> {
  const { scenario } = spec;
  const found = await findLab(spec);
  const lab = await labUp({
    ...spec,
    profile: scenario.profile,
    gpuNodes: scenario.gpuNodes,
    onProgress: spec.onLabProgress,
  });
  const timing = { ...PROFILES[scenario.profile], queryWindowMs: scenario.pipeline.queryWindow };
  const connection = await connect({ kubeconfigPath: lab.kubeconfig, context: lab.context });
  const close = closer(spec, connection, found === undefined && !spec.keep);
  try {
    const parts = pipelinePartsOf(scenario, timing);
    await offerGpus(parts.profile, scenario.workload.gpuResource);
    await raisePipeline({ ...spec, connection, parts });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'lab',
    emulated: true,
    timing,
    versions: lab.versions,
    execute: (plan, emit, signal) =>
      executeOnCluster(
        { ...spec, connection, gone: () => whyLost(spec) },
        () => partsOnLab(spec, lab, connection),
        plan,
        emit,
        signal,
      ),
    logs: () => listLogs(spec.folder),
    close,
  };
}

async function partsOnLab(
  spec: LabTargetSpec,
  lab: RunningLab,
  connection: KubeConnection,
): Promise<SessionParts> {
  const { scenario, clock, host } = spec;
  const refs = workloadRefs(scenario);
  const service = await getObject<KubeObject & { readonly spec: { readonly clusterIP?: string } }>(
    connection,
    {
      apiVersion: 'v1',
      kind: 'Service',
      name: refs.service,
      namespace: refs.namespace,
    },
  );
  return {
    runId: spec.runId,
    connection,
    prometheus: openPrometheus({
      url: prometheusUrl(scenario.pipeline.monitoringNamespace),
      proxyUrl: lab.proxyUrl,
    }),
    workload: await sampledWorkload(connection, scenario),
    serviceUrl: `http://${loopbackOf(service?.spec.clusterIP ?? '')}:${scenario.workload.port}`,
    k6Binary: lab.binaries.k6 ?? 'k6',
    artifacts: spec.artifacts,
    devicesUrl: `${lab.agentUrl}/devices`,
    hpaReads: {
      files: host.files,
      places: () => findLabFiles(ADAPTER, ADAPTER_AUDIT_LOG),
    },
    exporterUrls: await exporterUrls(connection, scenario),
    clock,
    files: host.files,
    tell: spec.tell,
    processes: () => findLabProcesses(SENDERS, refs.namespace),
    strike: (component) => strikeLab(component, refs.namespace),
  };
}

/** Components that send load. */
const SENDERS = ['press', 'k6'];

/** The exporters' own pages, one a GPU node, on the loopback addresses of their pods. */
async function exporterUrls(
  connection: KubeConnection,
  { hpa, pipeline }: Scenario,
): Promise<readonly string[]> {
  const { app, port } = profileOf(hpa.metric.profile).exporter;
  const pods = await listObjects<Pod>(connection, {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: pipeline.monitoringNamespace,
    labelSelector: `app.kubernetes.io/name=${app}`,
  });
  const addresses = pods.map((pod) => pod.status?.podIP).filter((address) => address !== undefined);
  return addresses.map((address) => `http://${loopbackOf(address)}:${port}/metrics`);
}

function closer(spec: LabTargetSpec, connection: KubeConnection, takeDown: boolean): () => Promise<TornDown> {
  const { clock } = spec;
  let closed: Promise<TornDown> | undefined;
  const saw = (what: Omit<RunCleanup, 'kind' | 'at'>): TornDown => ({
    left: what.left,
    seen: { kind: 'cleanup', at: clock.now(), ...what },
  });
  const close = async () => {
    try {
      const gone = await whyLost(spec);
      spec.tell(takeDown || gone !== undefined ? 'taking the lab down' : 'removing the run from the lab');
      // A lab that goes down takes every object with it, and from one that is lost nothing can be removed.
      if (!takeDown && gone === undefined) {
        // The next run of the same namespace waits for its end, so that this one need not.
        const cleaned = await cleanRun(connection, spec.runId, clock, { waitForNamespaces: false });
        return saw({ by: 'run-label', ...cleaned });
      }
      await labDown({ folder: spec.folder, clock });
      return saw({ by: 'lab-down', outcome: 'gone', found: [], left: [] });
    } catch (error) {
      return saw({ by: 'lab-down', outcome: 'unseen', found: [], left: [`the lab: ${errorText(error)}`] });
    } finally {
      await connection.close();
    }
  };
  return () => {
    closed ??= close();
    return closed;
  };
}
