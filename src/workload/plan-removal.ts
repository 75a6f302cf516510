import { describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { NO_CERTIFICATE } from './adapter/certificate.ts';
import { isOurs, placeOf, standingOf } from './ownership.ts';
import type { PipelinePiece } from './pieces.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { userOf } from './remove-namespace.ts';

/** What removing would do to one object that stands. */
export interface PlannedRemoval {
  /** `Kind namespace/name`. */
  readonly object: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for a cluster-wide object. */
  readonly namespace?: string;
  readonly removal: 'delete' | 'leave';
  /** Why it would be left; absent where it would go. */
  readonly why?: string;
}

/**
 * Looks what `cleanPipeline` would remove and what it would leave, in its order. What is not there is not told, and
 * nothing is changed.
 */
export async function planRemoval(
  connection: KubeConnection,
  parts: PipelineParts,
  options: { readonly pieces: readonly PipelinePiece[]; readonly signal?: AbortSignal },
): Promise<readonly PlannedRemoval[]> {
  const { pieces, ...rest } = options;
  const asked = [...buildPipeline(parts, NO_CERTIFICATE, pieces)].reverse();
  const found = await Promise.all(asked.map((object) => standingOf(connection, object, rest)));
  const standing = found.filter((object) => object !== undefined);
  const going = standing.filter(isOurs);
  const namespaces = await Promise.all(
    buildPipelineNamespaces(parts, pieces).map((one) => planNamespace(connection, one, going, rest)),
  );
  return [
    ...standing.map((object) => removalOf(object, isOurs(object) ? undefined : FOREIGN)),
    ...namespaces.filter((one) => one !== undefined),
  ];
}

const FOREIGN = 'it was not made by scaleproof';

async function planNamespace(
  connection: KubeConnection,
  namespace: KubeObject,
  going: readonly KubeObject[],
  options: { readonly signal?: AbortSignal },
): Promise<PlannedRemoval | undefined> {
  const standing = await standingOf(connection, namespace, options);
  if (standing === undefined) return undefined;
  if (!isOurs(standing)) return removalOf(standing, FOREIGN);
  const user = await userOf(connection, standing.metadata.name, { ...options, oursCounts: true, going });
  return removalOf(standing, user && `it holds ${describeObject(user)}`);
}

function removalOf(object: KubeObject, whyLeft: string | undefined): PlannedRemoval {
  return {
    object: describeObject(object),
    kind: object.kind,
    ...placeOf(object),
    ...(whyLeft === undefined ? { removal: 'delete' } : { removal: 'leave', why: whyLeft }),
  };
}
