import type { ObjectRef } from './access.ts';
import type { KubeConnection } from './connection.ts';
import { pathOf } from './discovery.ts';
import type { KubeObject } from './objects.ts';

/** Sets the number of replicas through the scale subresource, as `kubectl scale` does. */
export async function scaleObject(
  connection: KubeConnection,
  ref: ObjectRef,
  replicas: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const path = `${await pathOf(connection, ref)}/scale`;
  await connection.request('PATCH', path, { ...options, ...MERGE, body: { spec: { replicas } } });
}

/** Changes the fields that `change` names and leaves the others alone (JSON merge patch). Returns the object as it then stands. */
export async function patchObject<T extends KubeObject>(
  connection: KubeConnection,
  ref: ObjectRef,
  change: object,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  const path = await pathOf(connection, ref);
  return (await connection.request<T>('PATCH', path, { ...options, ...MERGE, body: change })).body;
}

const MERGE = { contentType: 'application/merge-patch+json' };
