import { stringify } from 'yaml';
import { CUSTOM_METRICS_API, RESOURCE_METRICS_API } from './names.ts';

/**
 * The adapter's audit policy: every value that the HPA controller reads, with the whole answer, and nothing else;
 * it is the record of what the HPA really saw. YAML.
 */
export function adapterAuditPolicy(): string {
  return stringify({
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      {
        level: 'RequestResponse',
        // With --use-service-account-credentials, and without.
        users: [
          'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
          'system:kube-controller-manager',
        ],
        verbs: ['get', 'list'],
        resources: [{ group: CUSTOM_METRICS_API }, { group: RESOURCE_METRICS_API }],
      },
      { level: 'None' },
    ],
  });
}
