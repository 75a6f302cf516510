import type { KubeObject } from '../kube/objects.ts';
import { buildPipelineNamespaces } from '../workload/pipeline.ts';
import { grantsOf, type Subject } from './grants.ts';
import { type InstallShape, installPermissionsOf } from './install-permissions.ts';
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
    purpose: 'run',
    namespace,
    subject: subject ?? { kind: 'ServiceAccount', ...account },
    unmade: createsNamespace ? [namespace] : [],
  });
  return [
    ...(createsNamespace || objects === 'existing' ? [] : [namespaceOf(namespace)]),
    ...(subject === undefined ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }] : []),
    ...grants,
  ];
}

/**
 * The same for somebody who installs pieces of the metrics pipeline and removes them again. The namespaces are printed
 * too where installing is not to make them, with the label by which the exporter's pods are admitted.
 */
export function leastPrivilegeToInstall(
  shape: InstallShape,
  subject: Subject | undefined,
): readonly KubeObject[] {
  const { adapterNamespace, monitoringNamespace } = shape.parts.pipeline;
  const unmade = shape.makesNamespaces;
  const own = shape.pieces.includes('adapter') ? adapterNamespace : monitoringNamespace;
  const account = { namespace: unmade.length > 0 ? 'default' : own, name: 'scaleproof' };
  const grants = grantsOf(installPermissionsOf(shape), {
    purpose: 'install',
    namespace: own,
    subject: subject ?? { kind: 'ServiceAccount', ...account },
    unmade,
  });
  const namespaces = buildPipelineNamespaces(shape.parts, shape.pieces);
  return [
    ...namespaces.filter(({ metadata }) => !unmade.includes(metadata.name)).map(notOurs),
    ...(subject === undefined ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }] : []),
    ...grants,
  ];
}

/** Without our labels, so that uninstalling leaves it in place. */
function notOurs({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const labels = Object.entries(metadata.labels ?? {}).filter(([name]) => name.startsWith('pod-security.'));
  return {
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
    },
  };
}

/** Without our labels, so that a run leaves it in place. */
function namespaceOf(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
