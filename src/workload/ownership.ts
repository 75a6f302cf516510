import type { Clock } from '../clock/clock.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject, waitForGone } from '../kube/access.ts';
import { applyObject, describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { MANAGED_BY, MANAGED_BY_LABEL, RUN_LABEL } from './labels.ts';

/** Whether an object is one of ours. */
export function isOurs(object: KubeObject): boolean {
  return object.metadata.labels?.[MANAGED_BY_LABEL] === MANAGED_BY;
}

/**
 * Makes sure that nothing of others stands under the names of these objects: objects that are not ours, or belong to
 * another run, are an error that names them all, and nothing has been changed yet.
 */
export async function refuseForeign(
  connection: KubeConnection,
  objects: readonly KubeObject[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const reasons = await Promise.all(
    objects.map(async (object) => {
      const standing = await standingOf(connection, object, options);
      return standing && whyForeign(standing, object.metadata.labels?.[RUN_LABEL]);
    }),
  );
  const found = reasons.filter((reason) => reason !== undefined);
  if (found.length === 0) return;
  throw new ScaleproofError('target-unavailable', found.map(({ text }) => text).join('; '), {
    hint: found[0]!.hint,
  });
}

/** Makes sure that a namespace is there. One that was there before us stays as it is; one that is going is waited for. */
export async function ensureNamespace(
  connection: KubeConnection,
  clock: Clock,
  namespace: KubeObject,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace.metadata.name };
  const standing = await getObject(connection, ref, options);
  if (standing?.metadata.deletionTimestamp !== undefined) {
    await waitForGone(connection, clock, ref, { deadlineMs: 60_000, ...options });
  } else if (standing && !isOurs(standing)) return;
  await applyObject(connection, namespace, options);
}

/** The object that stands under the name of this one; `undefined` when none does. */
export function standingOf(
  connection: KubeConnection,
  object: KubeObject,
  options: { readonly signal?: AbortSignal } = {},
): Promise<KubeObject | undefined> {
  const { apiVersion, kind } = object;
  return getObject(connection, { apiVersion, kind, ...placeOf(object) }, options);
}

/** Name and namespace of an object. */
export function placeOf(object: KubeObject): { readonly name: string; readonly namespace?: string } {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

/** Why an object must not be touched by us, or by this run; `undefined` when it may. */
export function whyForeign(
  standing: KubeObject,
  runId?: string,
): { readonly text: string; readonly hint: string } | undefined {
  const name = describeObject(standing);
  if (!isOurs(standing)) {
    return {
      text: `${name} exists and was not made by scaleproof`,
      hint: 'use it as it is with `existing:`, or pick another name or namespace in the scenario',
    };
  }
  const other = standing.metadata.labels?.[RUN_LABEL];
  if (other === undefined || other === runId) return undefined;
  return {
    text: `${name} belongs to run ${other}`,
    hint: 'that run is still on, or was killed: `scaleproof clean` removes what it left',
  };
}
