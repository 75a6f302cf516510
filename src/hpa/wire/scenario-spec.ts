import type { Scenario } from '../../scenario/schema.ts';
import type { HpaSpec } from '../spec.ts';
import { fieldsOf } from './fields.ts';
import { readHpaSpec } from './hpa-spec.ts';

/** The spec of the HPA that a run applies for a scenario, defaulted as the API server does it. */
export function scenarioHpaSpec({ hpa, workload }: Scenario): HpaSpec {
  const { minReplicas, maxReplicas, behavior, metric, cpu } = hpa;
  const pods = {
    metric: { name: metric.name },
    target: { type: 'AverageValue', averageValue: String(metric.averageValue) },
  };
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: workload.name };
  const type = cpu?.averageValue === undefined ? 'Utilization' : 'AverageValue';
  const metrics = [
    { type: 'Pods', pods },
    ...(cpu === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type, ...cpu } } }]),
  ];
  return readHpaSpec(fieldsOf({ scaleTargetRef, minReplicas, maxReplicas, metrics, behavior }, 'hpa'));
}
