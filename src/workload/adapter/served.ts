import { getObject } from '../../kube/access.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { ApiService } from '../../kube/objects.ts';
import { isOurs } from '../ownership.ts';
import type { PipelinePiece } from '../pieces.ts';
import { ADAPTER, RESOURCE_METRICS_API } from './names.ts';

/** The APIService of the resource metrics. */
export const RESOURCE_METRICS = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  name: `v1beta1.${RESOURCE_METRICS_API}`,
} as const;

/**
 * The pieces, and `resource-metrics` with them where `adapter` is one and the adapter of this namespace serves it by an
 * APIService of ours: with the adapter's certificate its trust has to change, and without the adapter it answers no more.
 */
export async function withServed(
  connection: KubeConnection,
  pieces: readonly PipelinePiece[],
  namespace: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly PipelinePiece[]> {
  if (!pieces.includes('adapter') || pieces.includes('resource-metrics')) return pieces;
  const standing = await getObject<ApiService>(connection, RESOURCE_METRICS, options);
  return standing !== undefined && isOurs(standing) && isServedFrom(standing, namespace)
    ? [...pieces, 'resource-metrics']
    : pieces;
}

/** Whether requests of an APIService go to the adapter of a namespace. */
export function isServedFrom({ spec }: ApiService, namespace: string): boolean {
  return spec?.service?.name === ADAPTER && spec.service.namespace === namespace;
}
