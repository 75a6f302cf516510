import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { deleteObject, getObject } from '../kube/access.ts';
import { describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { isOurs, placeOf } from './ownership.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { removeNamespace } from './remove-namespace.ts';

const NO_CERTIFICATE = { caPem: '', certificatePem: '', keyPem: '' };

/**
 * Removes the metrics pipeline as `applyPipeline` put it up, the APIService first, and the namespaces that are ours.
 * Never touches an object without our label. Returns what remained, a line each, and throws nothing.
 */
export async function cleanPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: { readonly deadlineMs?: number } = {},
): Promise<readonly string[]> {
  const deadlineAt = clock.now() + (options.deadlineMs ?? 60_000);
  const remained: string[] = [];
  // Backwards: while an APIService without a server behind it stands, no namespace can be removed.
  for (const object of [...buildPipeline(parts, NO_CERTIFICATE)].reverse()) {
    const problem = await removeOurs(connection, object);
    if (problem !== undefined) remained.push(problem);
  }
  const kept = await Promise.all(
    buildPipelineNamespaces(parts).map(({ metadata }) =>
      removeNamespace(connection, clock, metadata.name, deadlineAt - clock.now()),
    ),
  );
  return [...remained, ...kept.filter((problem) => problem !== undefined)];
}

async function removeOurs(connection: KubeConnection, object: KubeObject): Promise<string | undefined> {
  const ref = { apiVersion: object.apiVersion, kind: object.kind, ...placeOf(object) };
  try {
    const standing = await getObject(connection, ref);
    if (!standing || !isOurs(standing)) return undefined;
    await deleteObject(
      connection,
      ref,
      standing.metadata.uid === undefined ? {} : { uid: standing.metadata.uid },
    );
    return undefined;
  } catch (error) {
    return `${describeObject(object)}: ${errorText(error)}`;
  }
}
