import type { ResourcePermission } from './permission.ts';

type Rest = Omit<ResourcePermission, 'verb' | 'group' | 'resource'>;

/** A permission for each verb. */
export function allow(
  verbs: readonly string[],
  group: string,
  resource: string,
  rest: Rest,
): readonly ResourcePermission[] {
  return verbs.map((verb) => ({ verb, group, resource, ...rest }));
}

/** API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** True of every kind that a run touches; no kind of them has an irregular plural. */
export function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
