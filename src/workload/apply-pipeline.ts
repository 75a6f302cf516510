import type { Clock } from '../clock/clock.ts';
import { applyObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { ADAPTER } from './adapter/names.ts';
import { PROMETHEUS } from './monitoring/prometheus.ts';
import { ensureNamespace, refuseForeign } from './ownership.ts';
import { LAB_PIECES, type PipelinePiece } from './pieces.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { type PreparedPipeline, preparePipeline } from './prepare-pipeline.ts';
import { waitForRollout } from './rollout.ts';

/** Kinds that pods need when they start; they are applied before all others. */
const FIRST = new Set([
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'ClusterRole',
  'ClusterRoleBinding',
  'RoleBinding',
]);

/**
 * Applies the metrics pipeline (rows S2 to S5, S9). Doing it again changes nothing that stands as it should: the
 * certificate is kept while it is good, and pods restart only where their configuration changed. Does not wait for pods.
 */
export async function applyPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  await applyPrepared(connection, clock, await preparePipeline(connection, clock, parts, options), options);
}

/**
 * Applies what was prepared, each object by server-side apply. What stands under one of its names and is not ours is an
 * error before anything is changed; fields of other managers are taken over only with `force`.
 */
export async function applyPrepared(
  connection: KubeConnection,
  clock: Clock,
  { namespaces, objects }: PreparedPipeline,
  options: { readonly force?: boolean; readonly signal?: AbortSignal } = {},
): Promise<void> {
  await refuseForeign(connection, objects, options);
  for (const namespace of namespaces) await ensureNamespace(connection, clock, namespace, options);
  // Roles before their bindings: the right to bind a role is that to do all that stands in it.
  const apply = (group: readonly KubeObject[]) =>
    Promise.all(group.map((object) => applyObject(connection, object, options)));
  await apply(objects.filter(({ kind }) => FIRST.has(kind) && !kind.endsWith('Binding')));
  await apply(objects.filter(({ kind }) => FIRST.has(kind) && kind.endsWith('Binding')));
  await apply(objects.filter(({ kind }) => !FIRST.has(kind)));
}

/** Waits until every pod of pieces of the pipeline is ready; throws at the deadline with the states last seen. */
export async function waitForPipeline(
  connection: KubeConnection,
  clock: Clock,
  parts: PipelineParts,
  options: {
    readonly deadlineMs: number;
    readonly pieces?: readonly PipelinePiece[];
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { pieces = LAB_PIECES, ...rest } = options;
  await Promise.all(
    rolloutsOf(parts, pieces).map((target) => waitForRollout(connection, clock, { ...target, ...rest })),
  );
}

/** The sets of pods that pieces of the pipeline consist of. */
export function rolloutsOf(
  {
    pipeline: { monitoringNamespace, adapterNamespace },
    profile,
  }: Pick<PipelineParts, 'pipeline' | 'profile'>,
  pieces: readonly PipelinePiece[],
): readonly Pods[] {
  const sets: Readonly<Record<PipelinePiece, readonly Pods[]>> = {
    exporter: [{ namespace: monitoringNamespace, daemonSet: profile.exporter.app }],
    prometheus: [{ namespace: monitoringNamespace, deployment: PROMETHEUS }],
    adapter: [{ namespace: adapterNamespace, deployment: ADAPTER }],
    'resource-metrics': [],
    dashboards: [],
  };
  return pieces.flatMap((piece) => sets[piece]);
}

type Pods = { readonly namespace: string } & (
  | { readonly deployment: string }
  | { readonly daemonSet: string }
);
