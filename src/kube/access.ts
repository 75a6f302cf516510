import type { Clock } from '../clock/clock.ts';
import { pollUntil } from '../clock/poll.ts';
import type { KubeConnection } from './connection.ts';
import { pathOf } from './discovery.ts';
import { itemsOf } from './known-objects.ts';
import { KubeError } from './kube-error.ts';
import type { KubeList, KubeObject } from './objects.ts';

/** Names one object. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** The object, or `undefined` when it is not there. */
export async function getObject<T extends KubeObject>(
  connection: KubeConnection,
  ref: ObjectRef,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T | undefined> {
  const answer = await connection.request<T>('GET', await pathOf(connection, ref), {
    ...options,
    allow: [404],
  });
  return answer.status === 404 ? undefined : answer.body;
}

/** Objects of one kind, in one namespace or in all, with a label or field selector. */
export async function listObjects<T extends KubeObject>(
  connection: KubeConnection,
  what: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly labelSelector?: string;
    readonly fieldSelector?: string;
  },
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly T[]> {
  const { labelSelector, fieldSelector, ...where } = what;
  const answer = await connection.request<KubeList<T>>('GET', await pathOf(connection, where), {
    ...options,
    query: { labelSelector, fieldSelector },
  });
  return itemsOf(answer.body);
}

/** Asks for an object's deletion; one that is not there is fine. With `uid` only that very object is deleted. */
export async function deleteObject(
  connection: KubeConnection,
  ref: ObjectRef,
  options: {
    readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
    readonly uid?: string;
    readonly graceSeconds?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<'deleting' | 'absent'> {
  const answer = await connection.request('DELETE', await pathOf(connection, ref), {
    allow: [404],
    ...(options.signal ? { signal: options.signal } : {}),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: options.propagation ?? 'Background',
      ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      ...(options.graceSeconds === undefined ? {} : { gracePeriodSeconds: options.graceSeconds }),
    },
  });
  return answer.status === 404 ? 'absent' : 'deleting';
}

/** Waits until an object is gone, or another one has its name; throws at the deadline with what held it. */
export async function waitForGone(
  connection: KubeConnection,
  clock: Clock,
  ref: ObjectRef & { readonly uid?: string },
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  const signal = options.signal ? { signal: options.signal } : {};
  const polled = await pollUntil(
    clock,
    options.deadlineMs,
    async () => {
      const object = await getObject(connection, ref, signal);
      if (object === undefined || (ref.uid !== undefined && object.metadata.uid !== ref.uid))
        return { value: true };
      const { deletionTimestamp, finalizers } = object.metadata;
      if (deletionTimestamp === undefined) return { seen: 'it was there and not being deleted' };
      const held = finalizers?.length ? `, held by finalizers ${finalizers.join(', ')}` : '';
      return { seen: `it was being deleted since ${deletionTimestamp}${held}` };
    },
    signal,
  );
  if (polled.done) return;
  const name = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  throw new KubeError(
    `${ref.kind} ${name} was not gone after ${Math.round(polled.waitedMs / 1000)} s: ${polled.lastSeen}`,
    {
      status: 0,
      reason: 'Timeout',
      hint: 'a finalizer whose controller does not run holds an object for ever',
    },
  );
}
