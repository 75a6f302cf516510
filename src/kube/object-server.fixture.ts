import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type KubeConnection } from './connect.ts';
import { type Asked, startFakeApiServer } from './fake-api-server.fixture.ts';
import type { KubeObject } from './objects.ts';

/** One request as RBAC authorises it. */
export interface AskedFor {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** How an object server answers. */
export interface ObjectServerSpec {
  /** Kinds that it serves, by apiVersion; a name with `*` before it is not namespaced. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Objects that stand at first, by their path. */
  readonly objects?: Readonly<Record<string, KubeObject>>;
  /** What else it answers, by path. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What an access review is told; everything is allowed by default. */
  readonly allows?: (asked: { readonly verb: string; readonly name?: string }) => boolean;
  /** Fields that others own of the object at a path; an apply without force is refused for them. */
  readonly conflicts?: Readonly<
    Record<string, readonly { readonly field: string; readonly message: string }[]>
  >;
}

/** A server that keeps objects as they are applied, over real HTTP: what an API server does without defaults and controllers. */
export interface ObjectServer {
  readonly connection: KubeConnection;
  readonly kubeconfigPath: string;
  /** Objects by path; an apply of the same fields leaves the very same object. */
  readonly objects: Map<string, KubeObject>;
  /** Every request on objects, in order; `create` stands for an apply of what was not there. */
  readonly asked: readonly AskedFor[];
  /** Whether anything was changed. */
  changed(): boolean;
  close(): Promise<void>;
}

/** Starts an object server on loopback with a connection to it. */
export async function startObjectServer(spec: ObjectServerSpec): Promise<ObjectServer> {
  const objects = new Map(Object.entries(spec.objects ?? {}));
  const asked: AskedFor[] = [];
  let changes = 0;
  const server = await startFakeApiServer((one, response) => {
    const before = [...objects.values()];
    respond(spec, objects, asked, one, response);
    if (
      before.length !== objects.size ||
      before.some((object, index) => [...objects.values()][index] !== object)
    )
      changes++;
  });
  const folder = mkdtempSync(join(tmpdir(), 'object-server-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  writeFileSync(kubeconfigPath, server.kubeconfig);
  const connection = await connect({ kubeconfigPath });
  return {
    connection,
    kubeconfigPath,
    objects,
    asked,
    changed: () => changes > 0,
    close: async () => {
      await connection.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function respond(
  spec: ObjectServerSpec,
  objects: Map<string, KubeObject>,
  asked: AskedFor[],
  one: Asked,
  response: ServerResponse,
): void {
  const say = (status: number, body: object) => void response.writeHead(status).end(JSON.stringify(body));
  const kinds = spec.kinds[one.path.replace(/^\/apis?\//, '')];
  const place = placeOf(one.path);
  const answer = spec.answers?.[one.path];
  if (answer !== undefined) say(200, answer);
  else if (one.path === '/version') say(200, {});
  else if (one.path.endsWith('/selfsubjectreviews')) say(201, { status: { userInfo: { username: 'jane' } } });
  else if (one.path.endsWith('/selfsubjectaccessreviews')) {
    const { spec: review } = JSON.parse(one.body);
    const allowed = spec.allows?.(review.resourceAttributes ?? review.nonResourceAttributes) ?? true;
    say(201, { status: { allowed } });
  } else if (kinds) say(200, { resources: kinds.map(resourceOf) });
  else if (place === undefined) say(404, notFound(one.path));
  else if (one.method === 'PATCH') apply(spec, objects, asked, one, place, say);
  else readOrDelete(spec, objects, asked, one, place, say);
}

function readOrDelete(
  { kinds }: ObjectServerSpec,
  objects: Map<string, KubeObject>,
  asked: AskedFor[],
  one: Asked,
  place: Omit<AskedFor, 'verb'>,
  say: (status: number, body: object) => void,
): void {
  asked.push({ ...place, verb: verbOf(one.method, place) });
  if (place.name === undefined) {
    const selects = selectorOf(one.query.get('labelSelector') ?? '');
    const items = [...objects]
      .filter(([path, object]) => path.replace(/\/[^/]+$/, '') === one.path && selects(object))
      .map(([, object]) => object);
    const apiVersion = /^\/apis?\/((?:v1|[^/]+\/[^/]+))/.exec(one.path)?.[1] ?? '';
    const kind = kinds[apiVersion]?.find((known) => resourceOf(known).name === place.resource) ?? '';
    say(200, { apiVersion, kind: `${kind}List`, metadata: {}, items });
    return;
  }
  const object = objects.get(one.path);
  if (one.method === 'DELETE') objects.delete(one.path);
  say(object === undefined ? 404 : 200, object ?? notFound(one.path));
}

function apply(
  spec: ObjectServerSpec,
  objects: Map<string, KubeObject>,
  asked: AskedFor[],
  one: Asked,
  place: Omit<AskedFor, 'verb'>,
  say: (status: number, body: object) => void,
): void {
  const standing = objects.get(one.path);
  asked.push({ ...place, verb: 'patch' });
  if (standing === undefined) {
    // What is yet to be made has no namespace to be authorised in.
    const { namespace: _, ...unplaced } = place;
    asked.push({ ...(place.resource === 'namespaces' ? unplaced : place), verb: 'create' });
  }
  const causes = spec.conflicts?.[one.path];
  if (causes !== undefined && one.query.get('force') !== 'true') {
    say(409, { kind: 'Status', reason: 'Conflict', message: 'conflict', details: { causes } });
    return;
  }
  const object = JSON.parse(one.body) as KubeObject;
  const fresh = { ...object, metadata: { ...object.metadata, uid: `uid of ${one.path}` } };
  const same = JSON.stringify(fresh) === JSON.stringify(standing);
  if (one.query.get('dryRun') !== 'All' && !same) objects.set(one.path, fresh);
  say(200, fresh);
}

function resourceOf(kind: string) {
  const name = kind.replace('*', '');
  return { name: `${name.toLowerCase()}s`, kind: name, namespaced: !kind.startsWith('*') };
}

function placeOf(path: string): Omit<AskedFor, 'verb'> | undefined {
  const found =
    /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(path);
  if (found === null) return undefined;
  const [, group = '', namespace, resource = '', name] = found;
  const place = { group, resource, ...(name === undefined ? {} : { name }) };
  if (resource === 'namespaces' && name !== undefined) return { ...place, namespace: name };
  return namespace === undefined ? place : { ...place, namespace };
}

function verbOf(method: string, { name }: Omit<AskedFor, 'verb'>): string {
  if (method === 'DELETE') return 'delete';
  return name === undefined ? 'list' : 'get';
}

/** Labels that are there, or have a value: `a,b=c`. */
function selectorOf(text: string): (object: KubeObject) => boolean {
  const terms = text === '' ? [] : text.split(',').map((term) => term.split('='));
  return ({ metadata: { labels = {} } }) =>
    terms.every(([name = '', value]) => name in labels && (value === undefined || labels[name] === value));
}

function notFound(path: string): object {
  return { kind: 'Status', reason: 'NotFound', message: `${path} not found` };
}
