import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { applyObject, ConflictError, describeObject, type FieldConflict } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { isNotFound } from '../kube/kube-error.ts';
import type { KubeObject } from '../kube/objects.ts';
import { differenceOf } from './difference.ts';
import { isOurs, standingOf, whyForeign } from './ownership.ts';
import type { PreparedPipeline } from './prepare-pipeline.ts';

/** What applying one object would do. */
export interface PlannedChange {
  /** `Kind namespace/name`. */
  readonly object: string;
  readonly change: 'create' | 'change' | 'none';
  /** Lines of the object that go (`-`), come (`+`) or stand around them; of Secrets only digests. */
  readonly difference: readonly string[];
  /** Fields that another manager owns: they are taken over by force only. */
  readonly conflicts: readonly FieldConflict[];
  /** Why the object must not be touched at all; absent when it may. */
  readonly foreign?: string;
}

/** Asks the API server what applying would do, by server-side dry run; nothing is changed. */
export async function planPipeline(
  connection: KubeConnection,
  { namespaces, objects }: PreparedPipeline,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly PlannedChange[]> {
  const standing = await Promise.all(namespaces.map((one) => standingOf(connection, one, options)));
  const missing = new Set(
    namespaces.filter((_, index) => standing[index] === undefined).map(({ metadata }) => metadata.name),
  );
  const planned = await Promise.all([
    ...namespaces.map((one, index) => planNamespace(one, standing[index])),
    ...objects.map((object) =>
      missing.has(object.metadata.namespace ?? '')
        ? creation(object)
        : planObject(connection, object, options),
    ),
  ]);
  return planned;
}

/** What stands in the way of a plan, each object a line; empty when nothing does. */
export function obstaclesOf(
  changes: readonly PlannedChange[],
  { force }: { readonly force: boolean },
): readonly string[] {
  return changes.flatMap(({ object, foreign, conflicts }) => {
    if (foreign !== undefined) return [foreign];
    return force ? [] : conflicts.map(({ field, owner }) => `${object}: ${field} is owned by ${owner}`);
  });
}

/** Throws, with every obstacle, when a plan must not be carried out. */
export function refuseObstacles(
  changes: readonly PlannedChange[],
  options: { readonly force: boolean },
): void {
  const obstacles = obstaclesOf(changes, options);
  if (obstacles.length === 0) return;
  const foreign = changes.some((one) => one.foreign !== undefined);
  throw new ScaleproofError(
    'target-unavailable',
    `nothing was applied, because others are in the way:\n  ${obstacles.join('\n  ')}`,
    {
      hint: foreign
        ? 'what scaleproof did not make it does not touch: use it as it is, remove it, or install into another namespace'
        : 'let the other manager give the fields up, or say --force to take them over',
    },
  );
}

/** A namespace of somebody else stays as it is; that is no obstacle. */
function planNamespace(namespace: KubeObject, standing: KubeObject | undefined): PlannedChange {
  if (standing === undefined) return creation(namespace);
  return { object: describeObject(namespace), change: 'none', difference: [], conflicts: [] };
}

function creation(object: KubeObject): PlannedChange {
  return {
    object: describeObject(object),
    change: 'create',
    difference: differenceOf(undefined, object),
    conflicts: [],
  };
}

async function planObject(
  connection: KubeConnection,
  object: KubeObject,
  options: { readonly signal?: AbortSignal },
): Promise<PlannedChange> {
  const standing = await standingOf(connection, object, options);
  const foreign = standing && !isOurs(standing) ? whyForeign(standing)?.text : undefined;
  if (standing !== undefined && foreign !== undefined) {
    return { object: describeObject(object), change: 'none', difference: [], conflicts: [], foreign };
  }
  const { applied, conflicts } = await dryRun(connection, object, options);
  const difference = differenceOf(standing, applied);
  return {
    object: describeObject(object),
    change: standing === undefined ? 'create' : difference.length === 0 ? 'none' : 'change',
    difference,
    conflicts,
  };
}

async function dryRun(
  connection: KubeConnection,
  object: KubeObject,
  options: { readonly signal?: AbortSignal },
): Promise<{ readonly applied: KubeObject; readonly conflicts: readonly FieldConflict[] }> {
  try {
    return { applied: await applyObject(connection, object, { ...options, dryRun: true }), conflicts: [] };
  } catch (error) {
    // A binding to a role that is yet to be made, as all see it who may not bind whatever they like.
    if (isNotFound(error)) return { applied: object, conflicts: [] };
    if (!(error instanceof ConflictError)) throw error;
    const applied = await applyObject(connection, object, { ...options, dryRun: true, force: true });
    return { applied, conflicts: error.conflicts };
  }
}
