import type { KubeObject } from '../kube/objects.ts';
import { grantsOf, type Subject } from './grants.ts';
import { permissionsOf } from './permissions.ts';
import type { RunShape } from './run-shape.ts';

/**
 * What an administrator applies so that somebody can run: roles with nothing but what a run of this shape does, their
 * bindings, and the namespace where the run is not to make it. Without `subject` a ServiceAccount is made and used.
 */
export function leastPrivilege(shape: RunShape, subject: Subject | undefined): readonly KubeObject[] {
  const { namespace, createsNamespace, objects } = shape;
  const account = { namespace: createsNamespace ? 'default' : namespace, name: 'scaleproof' };
  const grants = grantsOf(permissionsOf(shape), {
    namespace,
    subject: subject ?? { kind: 'ServiceAccount', ...account },
    clusterWide: createsNamespace,
  });
  return [
    ...(createsNamespace || objects === 'existing' ? [] : [namespaceOf(namespace)]),
    ...(subject === undefined ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }] : []),
    ...grants,
  ];
}

/** Without our labels, so that a run leaves it in place. */
function namespaceOf(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
