import type { KubeObject } from '../kube/objects.ts';
import { labelsOf } from './labels.ts';

/** A namespace of ours; `privileged` ones admit pods that mount folders of the node. */
export function buildNamespace(name: string, options: { readonly privileged?: boolean } = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        ...labelsOf({ name, instance: name, component: 'namespace' }),
        ...(options.privileged ? { 'pod-security.kubernetes.io/enforce': 'privileged' } : {}),
      },
    },
  };
}
