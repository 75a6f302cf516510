import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { isOurs } from '../workload/ownership.ts';
import { buildPipelineNamespaces } from '../workload/pipeline.ts';
import type { Check } from './check.ts';
import { type InstallShape, type InstallTask, installPermissionsOf } from './install-permissions.ts';
import { learn } from './learn.ts';
import { missingGrants } from './missing-grants.ts';
import { reviewPermissions } from './review-permissions.ts';
import { askWhoWeAre } from './subject.ts';

/** Whether we may do a task with pieces of the pipeline. */
export interface InstallReview {
  readonly user: string;
  readonly checks: readonly Check[];
  /** Roles and bindings that grant all that is missing, as YAML; empty when nothing is. */
  readonly grants: string;
}

/** Asks the API server for every permission that a task needs, all at once; changes nothing. */
export async function reviewInstall(
  connection: KubeConnection,
  shape: Omit<InstallShape, 'makesNamespaces'>,
  task: InstallTask,
  signal: AbortSignal,
): Promise<InstallReview> {
  // Without an answer every check would be unknown, and unknown dooms nothing.
  await connection.request('GET', '/version', { signal, allow: [403] });
  const [who, makesNamespaces] = await Promise.all([
    learn(signal, () => askWhoWeAre(connection, signal)),
    namespacesToMake(connection, shape, signal),
  ]);
  const permissions = installPermissionsOf({ ...shape, makesNamespaces }, [task]);
  const reviewed = await reviewPermissions(connection, permissions, {
    signal,
    assertsGpus: false,
  });
  const user = who.known ? who.value : connection.user;
  const { adapterNamespace, monitoringNamespace } = shape.parts.pipeline;
  return {
    user,
    checks: reviewed.map(({ check }) => check),
    grants: missingGrants(reviewed, {
      purpose: 'install',
      namespace: shape.pieces.includes('adapter') ? adapterNamespace : monitoringNamespace,
      user,
      unmade: makesNamespaces,
    }),
  };
}

/** A namespace that is missing, or was made by us, is made and removed; one that cannot be looked at is there. */
async function namespacesToMake(
  connection: KubeConnection,
  { parts, pieces }: Pick<InstallShape, 'parts' | 'pieces'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = buildPipelineNamespaces(parts, pieces).map(({ metadata }) => metadata.name);
  const found = await Promise.all(
    names.map((name) =>
      learn(signal, () => getObject(connection, { apiVersion: 'v1', kind: 'Namespace', name }, { signal })),
    ),
  );
  return names.filter((_, index) => {
    const one = found[index]!;
    return one.known && (one.value === undefined || isOurs(one.value));
  });
}
