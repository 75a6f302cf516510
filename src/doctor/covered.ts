import type { ResourcePermission } from './permission.ts';

/** Leaves out what another permission of the table grants already, and is needed as badly: the same again, or one object of any. */
export function withoutCovered(permissions: readonly ResourcePermission[]): readonly ResourcePermission[] {
  const urgency = (one: ResourcePermission) => ['run', 'gpus', 'insight'].indexOf(one.need);
  const widest = (one: ResourcePermission) => (one.name === undefined ? 0 : 1);
  const sorted = [...permissions].sort((a, b) => urgency(a) - urgency(b) || widest(a) - widest(b));
  const kept: ResourcePermission[] = [];
  for (const permission of sorted) if (!kept.some((one) => covers(one, permission))) kept.push(permission);
  return kept;
}

function covers(wide: ResourcePermission, narrow: ResourcePermission): boolean {
  const keyOf = ({ verb, group, resource, subresource, namespace }: ResourcePermission) =>
    JSON.stringify([verb, group, resource, subresource, namespace]);
  return (wide.name === undefined || wide.name === narrow.name) && keyOf(wide) === keyOf(narrow);
}
