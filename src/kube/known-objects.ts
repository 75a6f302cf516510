import type { KubeList, KubeObject } from './objects.ts';

/** A change found by comparison, in the order in which it is to be told. */
export interface Difference<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** The objects of a watched collection as last told. */
export interface KnownObjects<T extends KubeObject> {
  apply(type: Difference<T>['type'], object: T): void;
  /** What changed between what is known and a fresh list; the list becomes what is known. */
  replaceWith(objects: readonly T[]): readonly Difference<T>[];
}

/** Starts with nothing known. */
export function makeKnownObjects<T extends KubeObject>(): KnownObjects<T> {
  let known = new Map<string, T>();
  return {
    apply: (type, object) => {
      if (type === 'DELETED') known.delete(keyOf(object));
      else known.set(keyOf(object), object);
    },
    replaceWith: (objects) => {
      const fresh = new Map(objects.map((object) => [keyOf(object), object]));
      const differences = compare(known, fresh);
      known = fresh;
      return differences;
    },
  };
}

function compare<T extends KubeObject>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): readonly Difference<T>[] {
  const differences: Difference<T>[] = [];
  for (const [key, old] of before) {
    // Same name, other uid: it was deleted and made anew while nobody looked, and both halves are told.
    if (after.get(key)?.metadata.uid !== old.metadata.uid) differences.push({ type: 'DELETED', object: old });
  }
  for (const [key, object] of after) {
    const old = before.get(key);
    if (old === undefined || old.metadata.uid !== object.metadata.uid)
      differences.push({ type: 'ADDED', object });
    else if (old.metadata.resourceVersion !== object.metadata.resourceVersion) {
      differences.push({ type: 'MODIFIED', object });
    }
  }
  return differences;
}

/** The items of a list with the apiVersion and kind that typed lists leave out. */
export function itemsOf<T extends KubeObject>(list: KubeList<T>): readonly T[] {
  const kind = list.kind.replace(/List$/, '');
  return (list.items ?? []).map((item) => ({ ...item, apiVersion: list.apiVersion, kind }));
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
