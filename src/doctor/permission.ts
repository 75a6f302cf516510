/**
 * What a permission is for: `run` a run cannot go without it; `gpus` only what is said of the GPUs of all pods needs it;
 * `insight` it makes preflight and explanations better.
 */
export type Need = 'run' | 'gpus' | 'insight';

/** One verb on one resource, as the API server authorises it. */
export interface ResourcePermission {
  readonly verb: string;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** The one object; any when left out. */
  readonly name?: string;
  /** Namespace; the whole cluster when left out. */
  readonly namespace?: string;
  readonly need: Need;
  /** What the run does with it. */
  readonly why: string;
}

/** One path that belongs to no resource. */
export interface PathPermission {
  readonly verb: 'get';
  readonly path: string;
  readonly need: Need;
  readonly why: string;
}

export type Permission = ResourcePermission | PathPermission;

/** A permission in words: `patch deployments.apps "painter" in namespace gallery`. */
export function describePermission(permission: Permission): string {
  if ('path' in permission) return `${permission.verb} ${permission.path}`;
  const { verb, name, namespace } = permission;
  const one = name === undefined ? '' : ` "${name}"`;
  const where = namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`;
  return `${verb} ${describeResource(permission)}${one} ${where}`;
}

function describeResource({ group, resource, subresource }: ResourcePermission): string {
  const whole = group === '' ? resource : `${resource}.${group}`;
  return subresource === undefined ? whole : `${whole}/${subresource}`;
}
