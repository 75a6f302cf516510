import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from './connection.ts';
import { pathOf } from './discovery.ts';
import { KubeError } from './kube-error.ts';
import type { KubeObject } from './objects.ts';

/** The name under which scaleproof owns the fields that it applies. */
export const FIELD_MANAGER = 'scaleproof';

/** One field that another manager owns. */
export interface FieldConflict {
  /** As the API server writes it: `.spec.replicas`. */
  readonly field: string;
  /** The manager, as the API server names it, with the API version and operation where it tells. */
  readonly owner: string;
}

/** An object was not applied, because others own fields of it. */
export class ConflictError extends ScaleproofError {
  readonly conflicts: readonly FieldConflict[];

  constructor(message: string, conflicts: readonly FieldConflict[], cause: unknown) {
    super('target-unavailable', message, {
      hint: 'let the other manager give the field up, use the object as it is with `existing:`, or allow taking over by force',
      cause,
    });
    this.conflicts = conflicts;
  }
}

/** How to apply. */
export interface ApplyOptions {
  /** Takes fields over from other managers; only where the user asked for it. */
  readonly force?: boolean;
  /** Lets the server check and default everything, and change nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Server-side apply: creates the object or brings the fields that it names to what it says.
 * Returns the object as it then stands. A field that another manager owns is an error that names both.
 */
export async function applyObject<T extends KubeObject>(
  connection: KubeConnection,
  object: T,
  options: ApplyOptions = {},
): Promise<T> {
  const path = await pathOf(connection, { ...object, ...object.metadata });
  try {
    const answer = await connection.request<T>('PATCH', path, {
      body: object,
      // JSON is YAML; the server accepts no JSON name for this patch before 1.35.
      contentType: 'application/apply-patch+yaml',
      query: {
        fieldManager: FIELD_MANAGER,
        force: options.force ?? false,
        dryRun: options.dryRun ? 'All' : undefined,
      },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return answer.body;
  } catch (error) {
    if (error instanceof KubeError && error.status === 409) throw conflictError(object, error);
    throw error;
  }
}

function conflictError(object: KubeObject, error: KubeError): ConflictError {
  const conflicts = (error.details?.causes ?? []).map(
    ({ field = '?', message = 'another manager' }): FieldConflict => ({
      field,
      owner: message.replace(/^conflict with /, ''),
    }),
  );
  const who = conflicts.map(({ field, owner }) => `${field} (${owner})`);
  const why = who.length === 0 ? error.message : `others own ${who.join(', ')}`;
  return new ConflictError(`${describeObject(object)} was not applied: ${why}`, conflicts, error);
}

/** `Kind namespace/name`, for messages. */
export function describeObject(object: {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
