import type { Clock } from '../clock/clock.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import {
  certificateProblem,
  firstCertificate,
  makeServingCertificate,
  NO_CERTIFICATE,
  type ServingCertificate,
} from './adapter/certificate.ts';
import { ADAPTER_CERTIFICATE, adapterDnsNames } from './adapter/names.ts';
import { LAB_PIECES, type PipelinePiece } from './pieces.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';

/** What is about to be applied: a value that can be shown, compared and applied. */
export interface PreparedPipeline {
  readonly namespaces: readonly KubeObject[];
  readonly objects: readonly KubeObject[];
  /** Absent where the adapter is not among the pieces. */
  readonly certificate?: PreparedCertificate;
}

/** The adapter's certificate, and why it is a new one. */
export interface PreparedCertificate {
  readonly certificate: ServingCertificate;
  /** Why a new one was made; absent when the one that stands is kept. */
  readonly madeBecause?: string;
}

/** Which pieces, and whether the certificate is made anew even though it is good. */
export interface PrepareOptions {
  readonly pieces?: readonly PipelinePiece[];
  readonly rotate?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Builds the objects of pieces of the pipeline; reads the certificate that stands, and changes nothing. Throws `usage`
 * where resource metrics would trust a new certificate that the adapter is not given.
 */
export async function preparePipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: PrepareOptions = {},
): Promise<PreparedPipeline> {
  const pieces = options.pieces ?? LAB_PIECES;
  const namespaces = buildPipelineNamespaces(parts, pieces);
  const needsCertificate = pieces.includes('adapter') || pieces.includes('resource-metrics');
  if (!needsCertificate) {
    return { namespaces, objects: buildPipeline(parts, NO_CERTIFICATE, pieces) };
  }
  const certificate = await prepareCertificate(connection, clock, parts.pipeline.adapterNamespace, options);
  if (certificate.madeBecause !== undefined && !pieces.includes('adapter')) {
    // The API server would trust a CA whose certificate nobody shows.
    throw new ScaleproofError(
      'usage',
      `resource-metrics alone cannot have a new certificate (${certificate.madeBecause}): the adapter shows it`,
      { hint: 'name both: scaleproof install adapter resource-metrics' },
    );
  }
  return { namespaces, objects: buildPipeline(parts, certificate.certificate, pieces), certificate };
}

/** The adapter's certificate as it stands on the cluster; `undefined` when none does. */
export async function readCertificate(
  connection: KubeConnection,
  namespace: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ServingCertificate | undefined> {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: ADAPTER_CERTIFICATE, namespace };
  const secret = await getObject<KubeObject & { readonly data?: Readonly<Record<string, string>> }>(
    connection,
    ref,
    options,
  );
  if (secret === undefined) return undefined;
  const decode = (key: string) => Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
  return { caPem: decode('ca.crt'), certificatePem: decode('tls.crt'), keyPem: decode('tls.key') };
}

/** The certificate that stands, while it is good and no new one is asked for; else a new one. */
async function prepareCertificate(
  connection: KubeConnection,
  clock: Clock,
  namespace: string,
  options: PrepareOptions,
): Promise<PreparedCertificate> {
  const names = adapterDnsNames(namespace);
  const standing = await readCertificate(connection, namespace, options);
  if (standing === undefined) {
    return { certificate: await makeServingCertificate(names, clock.now()), madeBecause: 'there was none' };
  }
  const problem = certificateProblem(standing, names, clock.now());
  if (problem === undefined && !options.rotate) return { certificate: standing };
  const fresh = await makeServingCertificate(names, clock.now());
  // The API server trusts both until the pod with the old one is gone; the old CA's key exists nowhere any more.
  const caPem = fresh.caPem + firstCertificate(standing.caPem);
  return { certificate: { ...fresh, caPem }, madeBecause: problem ?? 'a new one was asked for' };
}
