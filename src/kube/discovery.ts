import type { KubeConnection } from './connection.ts';
import { isNotFound, KubeError } from './kube-error.ts';

/** Which path serves a kind. */
export interface ResourcePath {
  /** Plural, as it stands in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly prefix: string;
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

/** What each connection has found out so far, by apiVersion; a kind once served stays where it is. */
const found = new WeakMap<KubeConnection, Map<string, Promise<ResourceList>>>();

/** Asks the API server's discovery which path serves a kind; answers are kept per connection. */
export async function findResource(
  connection: KubeConnection,
  apiVersion: string,
  kind: string,
): Promise<ResourcePath> {
  const prefix = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const list = await discover(connection, prefix);
  const resource = list.resources?.find((known) => known.kind === kind && !known.name.includes('/'));
  if (resource) return { plural: resource.name, namespaced: resource.namespaced, prefix };
  found.get(connection)?.delete(prefix);
  throw new KubeError(`${connection.context} serves no ${kind} in ${apiVersion}`, {
    status: 404,
    reason: 'NotFound',
    hint: `see \`kubectl api-resources\`; the version of the cluster may be too old for ${apiVersion}`,
  });
}

/** Path of one object, or of the collection when `name` is left out. */
export async function pathOf(
  connection: KubeConnection,
  object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
  },
): Promise<string> {
  const { prefix, plural, namespaced } = await findResource(connection, object.apiVersion, object.kind);
  const inNamespace =
    namespaced && object.namespace !== undefined ? `/namespaces/${encodeURIComponent(object.namespace)}` : '';
  const one = object.name === undefined ? '' : `/${encodeURIComponent(object.name)}`;
  return `${prefix}${inNamespace}/${plural}${one}`;
}

async function discover(connection: KubeConnection, prefix: string): Promise<ResourceList> {
  const known = found.get(connection) ?? new Map<string, Promise<ResourceList>>();
  found.set(connection, known);
  const asked =
    known.get(prefix) ?? connection.request<ResourceList>('GET', prefix).then((answer) => answer.body);
  known.set(prefix, asked);
  try {
    return await asked;
  } catch (error) {
    // Not kept: the group may be served a moment later.
    known.delete(prefix);
    if (isNotFound(error)) return {};
    throw error;
  }
}
