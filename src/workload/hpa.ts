import type { KubeObject, OwnerReference } from '../kube/objects.ts';
import { runMetadata, type WorkloadParts } from './serving.ts';

/** The HorizontalPodAutoscaler on the GPU metric; `behavior` is passed through as the scenario has it. */
export function buildHpa(parts: WorkloadParts, owner: OwnerReference): KubeObject {
  const { hpa, workload } = parts.scenario;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: runMetadata(parts, 'autoscaling', owner),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workload.name },
      minReplicas: hpa.minReplicas,
      maxReplicas: hpa.maxReplicas,
      metrics: [
        {
          type: 'Pods',
          pods: {
            metric: { name: hpa.metric.name },
            target: { type: 'AverageValue', averageValue: hpa.metric.averageValue },
          },
        },
      ],
      ...(hpa.behavior ? { behavior: hpa.behavior } : {}),
    },
  };
}
