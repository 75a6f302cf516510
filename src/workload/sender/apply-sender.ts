import { applyObject } from '../../kube/apply.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { KubeObject, OwnerReference } from '../../kube/objects.ts';
import { refuseForeign } from '../ownership.ts';
import { buildAnchor, ownedBy, type WorkloadParts } from '../serving.ts';

/**
 * Applies a sender with all that it needs, owned by the run's anchor, which is made where the run applied no workload of
 * its own. It sends nothing yet. Nothing is changed when an object of others has one of the names.
 */
export async function applySender(
  connection: KubeConnection,
  parts: WorkloadParts,
  build: (owner: OwnerReference) => readonly KubeObject[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const planned = buildAnchor(parts);
  await refuseForeign(connection, [planned, ...build(ownedBy(planned))], options);
  const anchor = await applyObject(connection, planned, options);
  for (const object of build(ownedBy(anchor))) await applyObject(connection, object, options);
}
