import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { deleteObject, getObject, listObjects, waitForGone } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { COMPONENT_LABEL, RUN_LABEL } from './labels.ts';
import { isOurs } from './ownership.ts';

/** Kinds of which a foreign object in a namespace keeps it alive; `doctor/` asks for the right to list them. */
export const FOREIGN_KINDS = [
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'Job' },
] as const;

/**
 * Removes a namespace that we made and waits until it is gone, unless `deadlineMs` is left out; one that we did not make, or that holds something of
 * others or of another run, stays. Returns what went wrong, or `undefined`.
 */
export async function removeNamespace(
  connection: KubeConnection,
  clock: Clock,
  name: string,
  deadlineMs: number | undefined,
  options: {
    /** Whether other things of ours keep it too, not only those of others. */
    readonly whileEmpty?: boolean;
  } = {},
): Promise<string | undefined> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  try {
    const namespace = await getObject(connection, ref);
    if (!namespace || !isOurs(namespace) || (await isUsed(connection, name, options.whileEmpty ?? false)))
      return undefined;
    const { uid } = namespace.metadata;
    await deleteObject(connection, ref, uid === undefined ? {} : { uid });
    if (deadlineMs === undefined) return undefined;
    await waitForGone(connection, clock, { ...ref, ...(uid === undefined ? {} : { uid }) }, { deadlineMs });
    return undefined;
  } catch (error) {
    return `Namespace ${name}: ${errorText(error)}`;
  }
}

async function isUsed(connection: KubeConnection, namespace: string, oursCounts: boolean): Promise<boolean> {
  const lists = await Promise.all(
    FOREIGN_KINDS.map((kind) => listObjects(connection, { ...kind, namespace })),
  );
  return lists.flat().some((object) => {
    // Put into every namespace by the cluster itself.
    if (object.kind === 'ConfigMap' && object.metadata.name === 'kube-root-ca.crt') return false;
    if (object.metadata.labels?.[COMPONENT_LABEL] === 'anchor' && object.metadata.labels[RUN_LABEL])
      return true;
    return oursCounts || !isOurs(object);
  });
}
