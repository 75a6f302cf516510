import { RUN_KINDS } from '../workload/leftovers.ts';
import { allow, groupOf, pluralOf } from './allow.ts';
import type { ResourcePermission } from './permission.ts';
import type { RunShape } from './run-shape.ts';

/** What sends from within the cluster is applied, switched on and off, followed by its log, and removed. */
export function senderPermissions(
  { namespace, objects }: RunShape,
  { kind, name }: NonNullable<RunShape['sender']>,
): readonly ResourcePermission[] {
  const [group, resource] = kind === 'press' ? ['apps', 'deployments'] : ['batch', 'jobs'];
  const here = { namespace, need: 'run' } as const;
  const apply = { ...here, why: 'apply and remove what sends the load' };
  const own = [
    ...allow(['create'], group!, resource!, apply),
    ...allow(['get', 'patch', 'delete'], group!, resource!, { name, ...apply }),
    ...allow(['get'], '', 'pods', { subresource: 'log', ...here, why: 'read what was sent' }),
    ...allow(['delete'], '', 'pods', { ...here, why: 'end a sender that does not stop' }),
    ...(kind === 'press'
      ? allow(['patch'], 'apps', 'deployments', {
          name,
          subresource: 'scale',
          ...here,
          why: 'start and stop the press',
        })
      : []),
  ];
  if (objects === 'ours') return own;
  const clean = { ...here, why: 'find what sends the load, to remove it' };
  return [
    ...own,
    ...allow(['create', 'get', 'patch', 'delete'], '', 'configmaps', apply),
    ...RUN_KINDS.flatMap(({ apiVersion, kind: one }) =>
      allow(['list'], groupOf(apiVersion), pluralOf(one), clean),
    ),
  ];
}
