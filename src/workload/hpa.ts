import type { KubeObject, OwnerReference } from '../kube/objects.ts';
import type { Scenario } from '../scenario/schema.ts';
import { runMetadata, type WorkloadParts } from './serving.ts';

/** The HorizontalPodAutoscaler on the GPU metric, and CPU beside it where asked for (row S8); `behavior` is passed through as the scenario has it. */
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
        ...(hpa.cpu === undefined ? [] : [cpuMetric(hpa.cpu)]),
      ],
      ...(hpa.behavior ? { behavior: hpa.behavior } : {}),
    },
  };
}

function cpuMetric({ averageUtilization, averageValue }: NonNullable<Scenario['hpa']['cpu']>): object {
  const target =
    averageValue === undefined
      ? { type: 'Utilization', averageUtilization }
      : { type: 'AverageValue', averageValue };
  return { type: 'Resource', resource: { name: 'cpu', target } };
}
