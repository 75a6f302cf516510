import { listObjects } from '../kube/access.ts';
import { describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { MANAGED_BY, MANAGED_BY_LABEL, RUN_LABEL } from './labels.ts';

/** The kinds that a run puts on a cluster, and the pods that come of them. */
export const RUN_KINDS = [
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Pod' },
] as const;

/** What one run left on a cluster. */
export interface Leftover {
  readonly runId: string;
  /** `Kind namespace/name` of each. */
  readonly objects: readonly string[];
  /** When the oldest of them was made; ISO 8601. */
  readonly createdAt: string | undefined;
}

/** The runs that have objects on a cluster: those that are on, and those that were killed. */
export async function findLeftovers(
  connection: KubeConnection,
  options: { readonly namespace?: string; readonly signal?: AbortSignal } = {},
): Promise<readonly Leftover[]> {
  const objects = await objectsOfRuns(connection, undefined, options);
  const runs = Map.groupBy(objects, (object) => object.metadata.labels?.[RUN_LABEL] ?? '');
  return [...runs].map(([runId, ofRun]) => ({
    runId,
    objects: ofRun.map(describeObject),
    createdAt: ofRun
      .map((object) => object.metadata.creationTimestamp)
      .filter((at) => at !== undefined)
      .sort()[0],
  }));
}

/**
 * Our objects with a run's label; of all runs when `runId` is left out. Without `namespace` in all namespaces, which
 * needs the right to list them all.
 */
export async function objectsOfRuns(
  connection: KubeConnection,
  runId: string | undefined,
  { namespace, ...options }: { readonly namespace?: string; readonly signal?: AbortSignal } = {},
): Promise<readonly KubeObject[]> {
  const where = namespace === undefined ? {} : { namespace };
  const run = runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`;
  const labelSelector = `${MANAGED_BY_LABEL}=${MANAGED_BY},${run}`;
  const lists = await Promise.all(
    RUN_KINDS.map((kind) => listObjects(connection, { ...kind, ...where, labelSelector }, options)),
  );
  return lists.flat();
}
