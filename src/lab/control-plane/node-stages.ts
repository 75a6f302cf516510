/** kwok's template functions give the conditions of a healthy node. */
const HEALTHY_CONDITIONS = `{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ or $.metadata.creationTimestamp $now | Quote }}
{{ end }}
phase: Running
`;

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const HEARTBEAT_MS = 300_000;

/**
 * The two stages that kwok plays for the lab's nodes: become Ready, and stay so (the lease is renewed beside them).
 * There are no stages for pods: those are the node agent's.
 */
export function nodeStages(): readonly object[] {
  return [
    stage('node-initialize', { key: READY, operator: 'NotIn', values: ['True'] }),
    stage('node-heartbeat', { key: READY, operator: 'In', values: ['True'] }, HEARTBEAT_MS),
  ];
}

function stage(name: string, expression: object, delayMs?: number): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Node' },
      selector: { matchExpressions: [expression] },
      ...(delayMs === undefined ? {} : { delay: { durationMilliseconds: delayMs } }),
      next: { statusTemplate: HEALTHY_CONDITIONS },
    },
  };
}
