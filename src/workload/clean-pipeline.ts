import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { deleteObject, type ObjectRef, waitForGone } from '../kube/access.ts';
import { describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { NO_CERTIFICATE } from './adapter/certificate.ts';
import { isOurs, placeOf, standingOf } from './ownership.ts';
import { LAB_PIECES, type PipelinePiece } from './pieces.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { removeNamespace } from './remove-namespace.ts';

/** What was taken off a cluster, and what was not. */
export interface Cleaned {
  /** `Kind namespace/name` of each object that is gone. */
  readonly removed: readonly string[];
  /** What stands under our names and is not ours; it was not touched. */
  readonly foreign: readonly string[];
  /** What could not be removed, a line each with the reason. */
  readonly remained: readonly string[];
}

/**
 * Removes pieces of the metrics pipeline as `applyPipeline` put them up, the APIService first, and the namespaces that are
 * ours and empty by then. Never touches an object without our label. Waits until all is gone, and throws nothing.
 */
export async function cleanPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: { readonly pieces?: readonly PipelinePiece[]; readonly deadlineMs?: number } = {},
): Promise<Cleaned> {
  const deadlineAt = clock.now() + (options.deadlineMs ?? 60_000);
  const pieces = options.pieces ?? LAB_PIECES;
  const asked: Outcome[] = [];
  // Backwards: while an APIService without a server behind it stands, no namespace can be removed.
  for (const object of [...buildPipeline(parts, NO_CERTIFICATE, pieces)].reverse()) {
    asked.push(await askForRemoval(connection, object));
  }
  const outcomes = await Promise.all(asked.map((one) => awaitEnd(connection, clock, one, deadlineAt)));
  const namespaces = await Promise.all(
    buildPipelineNamespaces(parts, pieces).map(async (namespace) => ({
      name: describeObject(namespace),
      ...(await removeNamespace(connection, clock, namespace.metadata.name, deadlineAt - clock.now(), {
        whileEmpty: true,
      })),
    })),
  );
  return {
    removed: [
      ...outcomes.flatMap((one) => (one.kind === 'going' ? [one.name] : [])),
      ...namespaces.flatMap(({ name, removed }) => (removed ? [name] : [])),
    ],
    foreign: outcomes.flatMap((one) => (one.kind === 'foreign' ? [one.name] : [])),
    remained: [
      ...outcomes.flatMap((one) => (one.kind === 'kept' ? [`${one.name}: ${one.why}`] : [])),
      ...namespaces.flatMap(({ problem }) => problem ?? []),
    ],
  };
}

type Outcome = { readonly name: string } & (
  | { readonly kind: 'absent' | 'foreign' }
  | { readonly kind: 'going'; readonly ref: ObjectRef & { readonly uid?: string } }
  | { readonly kind: 'kept'; readonly why: string }
);

async function askForRemoval(connection: KubeConnection, object: KubeObject): Promise<Outcome> {
  const name = describeObject(object);
  const ref = { apiVersion: object.apiVersion, kind: object.kind, ...placeOf(object) };
  try {
    const standing = await standingOf(connection, object);
    if (!standing) return { name, kind: 'absent' };
    if (!isOurs(standing)) return { name, kind: 'foreign' };
    const uid = standing.metadata.uid === undefined ? {} : { uid: standing.metadata.uid };
    // Gone only when its pods are.
    await deleteObject(connection, ref, { ...uid, propagation: 'Foreground' });
    return { name, kind: 'going', ref: { ...ref, ...uid } };
  } catch (error) {
    return { name, kind: 'kept', why: errorText(error) };
  }
}

async function awaitEnd(
  connection: KubeConnection,
  clock: Clock,
  outcome: Outcome,
  deadlineAt: number,
): Promise<Outcome> {
  if (outcome.kind !== 'going') return outcome;
  try {
    await waitForGone(connection, clock, outcome.ref, { deadlineMs: deadlineAt - clock.now() });
    return outcome;
  } catch (error) {
    return { name: outcome.name, kind: 'kept', why: errorText(error) };
  }
}
