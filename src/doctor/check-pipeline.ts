import { X509Certificate } from 'node:crypto';
import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { ApiService, DaemonSet, Deployment } from '../kube/objects.ts';
import { type ControllerFlags, readControllerFlags } from '../sampling/hpa-controller.ts';
import { formatDuration } from '../units/duration.ts';
import { formatInstant, type Instant } from '../units/instant.ts';
import {
  certificateProblem,
  describeCertificate,
  type ServingCertificate,
} from '../workload/adapter/certificate.ts';
import { adapterDnsNames, CUSTOM_METRICS_API, RESOURCE_METRICS_API } from '../workload/adapter/names.ts';
import { isServedFrom } from '../workload/adapter/served.ts';
import { rolloutsOf } from '../workload/apply-pipeline.ts';
import { isOurs } from '../workload/ownership.ts';
import type { PipelinePiece } from '../workload/pieces.ts';
import type { PipelineParts } from '../workload/pipeline-parts.ts';
import { readCertificate } from '../workload/prepare-pipeline.ts';
import { readMetricValues } from '../workload/verify-custom-metrics.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import { checkCustomMetrics } from './check-custom-metrics.ts';
import { discoverMetrics } from './cluster-facts.ts';
import { type Learned, learn } from './learn.ts';
import { findGpuPod } from './verify-pipeline.ts';

/** What one look at the metrics pipeline asks with. */
export interface PipelineLook {
  readonly connection: KubeConnection;
  readonly parts: PipelineParts;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** Looks at every hop of the metrics pipeline as it stands (rows S2 to S7) and changes nothing. */
export async function checkPipeline(look: PipelineLook): Promise<readonly Check[]> {
  const { connection, parts, signal } = look;
  const get = (group: string) => {
    const ref = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name: `v1beta1.${group}` };
    return learn(signal, () => getObject<ApiService>(connection, ref, { signal }));
  };
  const [pods, certificate, apiService, resources, discovery, gpuPod] = await Promise.all([
    Promise.all((['exporter', 'prometheus', 'adapter'] as const).map((piece) => checkPods(look, piece))),
    learn(signal, () => readCertificate(connection, parts.pipeline.adapterNamespace, { signal })),
    get(CUSTOM_METRICS_API),
    get(RESOURCE_METRICS_API),
    learn(signal, () => discoverMetrics(connection, signal)),
    findGpuPod(connection, signal),
  ]);
  const namespace = gpuPod.known ? gpuPod.value?.metadata.namespace : undefined;
  return [
    ...pods.flat(),
    ...checkCertificate(look, certificate, [apiService, resources]),
    ...checkCustomMetrics(parts.metricName, parts.profile, { apiService, discovery }, false),
    await checkValue(look, namespace),
  ];
}

/** Whether the pods of one piece are ready; where none of ours are there, that is said and dooms nothing. */
async function checkPods(
  { connection, parts, signal }: PipelineLook,
  piece: PipelinePiece,
): Promise<readonly Check[]> {
  const hops = { exporter: 'exporter', prometheus: 'Prometheus', adapter: 'custom metrics API' } as const;
  return Promise.all(
    rolloutsOf(parts, [piece]).map(async (pods) => {
      const [kind, name] =
        'deployment' in pods
          ? (['Deployment', pods.deployment] as const)
          : (['DaemonSet', pods.daemonSet] as const);
      const thing = `${kind} ${pods.namespace}/${name}`;
      const question: Question = {
        id: `${piece}-runs`,
        hop: hops[piece as keyof typeof hops],
        wanted: `${thing} runs`,
      };
      const ref = { apiVersion: 'apps/v1', kind, name, namespace: pods.namespace };
      const one = await learn(signal, () => getObject<Deployment | DaemonSet>(connection, ref, { signal }));
      if (!one.known) return unknown(question, one.why);
      return podsCheck(question, piece, one.value);
    }),
  );
}

function podsCheck(question: Question, piece: PipelinePiece, set: Deployment | DaemonSet | undefined): Check {
  if (set === undefined) {
    const fix = `nothing, where you have your own; else: scaleproof install ${piece}`;
    return missing(question, { seen: 'it is not installed', fix, dooms: false });
  }
  const { ready, wanted } = readiness(set);
  const whose = isOurs(set) ? '' : ', not made by scaleproof';
  const seen = `${ready} of ${wanted} pods are ready${whose}`;
  if (wanted > 0 && ready >= wanted) return found(question, seen);
  const fix =
    set.kind === 'DaemonSet' && wanted === 0
      ? `label the GPU nodes ${nodeLabelsOf(set)}, which its pods are for`
      : 'see `kubectl describe` of its pods, and their logs';
  return missing(question, { seen, fix });
}

function nodeLabelsOf({ spec }: Deployment | DaemonSet): string {
  const labels = Object.entries(spec.template?.spec.nodeSelector ?? {});
  return labels.length === 0 ? 'as its affinity wants' : labels.map((pair) => pair.join('=')).join(' and ');
}

function readiness(set: Deployment | DaemonSet): { readonly ready: number; readonly wanted: number } {
  if (set.kind === 'DaemonSet') {
    const { status } = set as DaemonSet;
    return { ready: status?.numberReady ?? 0, wanted: status?.desiredNumberScheduled ?? 0 };
  }
  const { spec, status } = set as Deployment;
  return { ready: status?.readyReplicas ?? 0, wanted: spec.replicas ?? 1 };
}

function checkCertificate(
  { parts, now }: PipelineLook,
  certificate: Learned<ServingCertificate | undefined>,
  apiServices: readonly Learned<ApiService | undefined>[],
): readonly Check[] {
  const names = adapterDnsNames(parts.pipeline.adapterNamespace);
  const question: Question = {
    id: 'adapter-certificate',
    hop: 'custom metrics API',
    wanted: "the adapter's certificate names its Service, is trusted by its APIServices, and lasts",
  };
  if (!certificate.known) return [unknown(question, certificate.why)];
  if (certificate.value === undefined) return [];
  const facts = describeCertificate(certificate.value, now);
  const ends = facts === undefined ? '' : `ends ${formatInstant(facts.endsAt)}, in ${facts.daysLeft} days`;
  const { value } = certificate;
  const served = apiServices.flatMap((one) => (one.known && one.value !== undefined ? [one.value] : []));
  const problem =
    certificateProblem(value, names, now) ??
    served
      .filter((one) => isServedFrom(one, parts.pipeline.adapterNamespace))
      .map((one) => trustProblem(value, one))
      .find((one) => one !== undefined);
  if (problem === undefined) return [found(question, ends)];
  const fix = 'scaleproof install adapter makes a new one and trusts it';
  return [missing(question, { seen: [problem, ends].filter(Boolean).join('; '), fix })];
}

function trustProblem({ caPem }: ServingCertificate, { spec, metadata }: ApiService): string | undefined {
  if (spec?.insecureSkipTLSVerify)
    return `APIService ${metadata.name} skips the check (insecureSkipTLSVerify)`;
  const bundle = Buffer.from(spec?.caBundle ?? '', 'base64').toString('utf8');
  const ca = new X509Certificate(caPem).toString().trim();
  return bundle.includes(ca) ? undefined : `the caBundle of APIService ${metadata.name} is of another CA`;
}

async function checkValue(look: PipelineLook, namespace: string | undefined): Promise<Check> {
  const { connection, parts, signal } = look;
  const question: Question = {
    id: 'metric-value',
    hop: 'custom metrics API',
    wanted: `it answers with a value of ${parts.metricName}`,
  };
  if (namespace === undefined)
    return unknown(question, 'no pod is known to hold a GPU, so there is nothing to ask for');
  const wanted = { namespace, metric: parts.metricName };
  const answer = await learn(signal, () => readMetricValues(connection, wanted, { signal }));
  if (!answer.known) return unknown(question, answer.why);
  const { values, said } = answer.value;
  const shown = values.slice(0, 4).map(({ pod, value }) => `${namespace}/${pod} ${value}`);
  if (values.length > 0) return found(question, shown.join(', '));
  return missing(question, {
    seen: `for pods in ${namespace} it answered ${said}`,
    fix: 'follow the checks above from the exporter on; a pod that has just come needs a round of all intervals',
  });
}

/** What a recorded run tells of the HPA controller. */
export interface InferredFlags {
  /** Whether it tells anything. */
  readonly tells: boolean;
  readonly text: string;
}

/** Row S7: how the HPA controller is set, from its own command line where that can be seen, else from recorded runs. */
export async function checkController(
  { connection, signal }: Pick<PipelineLook, 'connection' | 'signal'>,
  inferred: readonly InferredFlags[],
): Promise<Check> {
  const question: Question = {
    id: 'hpa-controller',
    hop: 'HPA',
    wanted: 'sync period and down-scale window of the HPA controller are known',
  };
  const flags = await learn(signal, () => readControllerFlags(connection, { signal }));
  if (flags.known && flags.value !== undefined) return found(question, flagsText(flags.value));
  const said = inferred.map(({ text }) => text).join('; ');
  if (inferred.some(({ tells }) => tells)) return found(question, said);
  const why = flags.known ? 'kube-controller-manager is no pod of this cluster' : flags.why;
  return unknown(
    question,
    said === '' ? why : `${why}; ${said}`,
    'infer them from recorded runs with a scale-in: scaleproof status --run reports/NAME/RUN-ID',
  );
}

function flagsText({ syncPeriodMs, downscaleStabilizationMs, given, pod }: ControllerFlags): string {
  const source = (flag: string) => (given.some((one) => one.endsWith(flag)) ? 'flag' : 'default');
  return [
    `sync period ${formatDuration(syncPeriodMs)} (${source('sync-period')})`,
    `down-scale window ${formatDuration(downscaleStabilizationMs)} (${source('stabilization')})`,
    `as pod kube-system/${pod} runs`,
  ].join(', ');
}
