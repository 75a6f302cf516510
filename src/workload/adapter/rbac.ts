import type { KubeObject, ObjectMeta } from '../../kube/objects.ts';
import { pipelineMetadata } from '../pipeline-parts.ts';
import { ADAPTER, CUSTOM_METRICS_API } from './names.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** The rights of the adapter, and the HPA controller's right to read custom metrics (row S5). */
export function buildAdapterRights(namespace: string): readonly KubeObject[] {
  const adapter = { kind: 'ServiceAccount', name: ADAPTER, namespace };
  const resourceReader = clusterWide('scaleproof-prometheus-adapter-resource-reader');
  const metricsReader = clusterWide('scaleproof-custom-metrics-reader');
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: pipelineMetadata(ADAPTER, 'custom-metrics', { namespace }),
    },
    // To ask the API server who a caller is and what he may do.
    binding('ClusterRoleBinding', clusterWide('scaleproof-prometheus-adapter-auth-delegator'), {
      role: { kind: 'ClusterRole', name: 'system:auth-delegator' },
      subject: adapter,
    }),
    // To know by which certificate the API server itself calls.
    binding(
      'RoleBinding',
      pipelineMetadata(ADAPTER, 'custom-metrics', {
        name: 'scaleproof-prometheus-adapter-auth-reader',
        namespace: 'kube-system',
      }),
      { role: { kind: 'Role', name: 'extension-apiserver-authentication-reader' }, subject: adapter },
    ),
    role(resourceReader, [
      {
        apiGroups: [''],
        resources: ['namespaces', 'nodes', 'pods', 'services'],
        verbs: ['get', 'list', 'watch'],
      },
    ]),
    binding('ClusterRoleBinding', resourceReader, {
      role: { kind: 'ClusterRole', name: resourceReader.name },
      subject: adapter,
    }),
    role(metricsReader, [{ apiGroups: [CUSTOM_METRICS_API], resources: ['*'], verbs: ['get', 'list'] }]),
    binding('ClusterRoleBinding', metricsReader, {
      role: { kind: 'ClusterRole', name: metricsReader.name },
      subject: { kind: 'ServiceAccount', name: 'horizontal-pod-autoscaler', namespace: 'kube-system' },
    }),
  ];
}

function clusterWide(name: string): ObjectMeta {
  return pipelineMetadata(ADAPTER, 'custom-metrics', { name });
}

function role(metadata: ObjectMeta, rules: readonly object[]): KubeObject {
  return { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules };
}

function binding(
  kind: 'ClusterRoleBinding' | 'RoleBinding',
  metadata: ObjectMeta,
  between: {
    readonly role: { readonly kind: string; readonly name: string };
    readonly subject: { readonly kind: string; readonly name: string; readonly namespace: string };
  },
): KubeObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata,
    roleRef: { apiGroup: RBAC, ...between.role },
    subjects: [between.subject],
  };
}
