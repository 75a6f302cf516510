import type { Clock } from '../clock/clock.ts';
import { getObject } from '../kube/access.ts';
import { applyObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import {
  certificateProblem,
  makeServingCertificate,
  type ServingCertificate,
} from './adapter/certificate.ts';
import { ADAPTER, ADAPTER_CERTIFICATE, adapterDnsNames } from './adapter/names.ts';
import { PROMETHEUS } from './monitoring/prometheus.ts';
import { ensureNamespace, refuseForeign } from './ownership.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { waitForRollout } from './rollout.ts';

/** Kinds that pods need when they start; they are applied before all others. */
const FIRST = new Set([
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'ClusterRole',
  'ClusterRoleBinding',
  'RoleBinding',
]);

/**
 * Applies the metrics pipeline (rows S2 to S5, S9). Doing it again changes nothing that stands as it should: the
 * certificate is kept while it is good, and pods restart only where their configuration changed. Does not wait for pods.
 */
export async function applyPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  for (const namespace of buildPipelineNamespaces(parts)) {
    await ensureNamespace(connection, clock, namespace, options);
  }
  const certificate = await findCertificate(connection, clock, parts.pipeline.adapterNamespace, options);
  const objects = buildPipeline(parts, certificate);
  await refuseForeign(connection, objects, options);
  const apply = (group: readonly KubeObject[]) =>
    Promise.all(group.map((object) => applyObject(connection, object, options)));
  await apply(objects.filter((object) => FIRST.has(object.kind)));
  await apply(objects.filter((object) => !FIRST.has(object.kind)));
}

/** Waits until every pod of the pipeline is ready; throws at the deadline with the states last seen. */
export async function waitForPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  const { monitoringNamespace, adapterNamespace } = parts.pipeline;
  await Promise.all([
    waitForRollout(connection, clock, {
      namespace: monitoringNamespace,
      daemonSet: parts.profile.exporter.app,
      ...options,
    }),
    waitForRollout(connection, clock, { namespace: monitoringNamespace, deployment: PROMETHEUS, ...options }),
    waitForRollout(connection, clock, { namespace: adapterNamespace, deployment: ADAPTER, ...options }),
  ]);
}

/** The certificate that stands, while it is good; else a new one. */
async function findCertificate(
  connection: KubeConnection,
  clock: Clock,
  namespace: string,
  options: { readonly signal?: AbortSignal },
): Promise<ServingCertificate> {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: ADAPTER_CERTIFICATE, namespace };
  const secret = await getObject<KubeObject & { readonly data?: Readonly<Record<string, string>> }>(
    connection,
    ref,
    options,
  );
  const names = adapterDnsNames(namespace);
  const decode = (key: string) => Buffer.from(secret?.data?.[key] ?? '', 'base64').toString('utf8');
  const standing = { caPem: decode('ca.crt'), certificatePem: decode('tls.crt'), keyPem: decode('tls.key') };
  if (secret && certificateProblem(standing, names, clock.now()) === undefined) return standing;
  return makeServingCertificate(names, clock.now());
}
