import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { deleteObject, getObject, listObjects, waitForGone } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
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

/** Whether a namespace went, and what went wrong. */
export interface RemovedNamespace {
  /** True when it is gone, or going and not waited for. */
  readonly removed: boolean;
  readonly problem?: string;
}

/**
 * Removes a namespace that we made and waits until it is gone, at most `deadlineMs`, or not at all where that is left
 * out; one that we did not make, or that holds something of others or of another run, stays. Throws nothing.
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
): Promise<RemovedNamespace> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  try {
    const namespace = await getObject(connection, ref);
    if (!namespace || !isOurs(namespace)) return { removed: false };
    if ((await userOf(connection, name, { oursCounts: options.whileEmpty ?? false })) !== undefined)
      return { removed: false };
    const { uid } = namespace.metadata;
    await deleteObject(connection, ref, uid === undefined ? {} : { uid });
    if (deadlineMs === undefined) return { removed: true };
    await waitForGone(connection, clock, { ...ref, ...(uid === undefined ? {} : { uid }) }, { deadlineMs });
    return { removed: true };
  } catch (error) {
    return { removed: false, problem: `Namespace ${name}: ${errorText(error)}` };
  }
}

/** Something that keeps a namespace; `undefined` when nothing does. */
export async function userOf(
  connection: KubeConnection,
  namespace: string,
  options: {
    /** Whether other things of ours keep it too, not only those of others. */
    readonly oursCounts: boolean;
    /** What will be gone by then, and its pods with it. */
    readonly going?: readonly KubeObject[];
    readonly signal?: AbortSignal;
  },
): Promise<KubeObject | undefined> {
  const { oursCounts, going = [], ...rest } = options;
  const lists = await Promise.all(
    FOREIGN_KINDS.map((kind) => listObjects(connection, { ...kind, namespace }, rest)),
  );
  return lists.flat().find((object) => {
    // Put into every namespace by the cluster itself.
    if (object.kind === 'ConfigMap' && object.metadata.name === 'kube-root-ca.crt') return false;
    if (going.some((one) => goesWith(object, one))) return false;
    if (object.metadata.labels?.[COMPONENT_LABEL] === 'anchor' && object.metadata.labels[RUN_LABEL])
      return true;
    return oursCounts || !isOurs(object);
  });
}

/** Whether an object is that one, or a pod that it keeps. */
function goesWith(object: KubeObject, going: KubeObject): boolean {
  if (object.metadata.namespace !== going.metadata.namespace) return false;
  if (object.kind === going.kind) return object.metadata.name === going.metadata.name;
  if (object.kind !== 'Pod') return false;
  const { spec } = going as KubeObject & {
    readonly spec?: { readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
  };
  const wanted = Object.entries(spec?.selector?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([name, value]) => object.metadata.labels?.[name] === value);
}
