import type { Scenario } from '../../scenario/schema.ts';
import type { HpaSpec } from '../spec.ts';
import { fieldsOf } from './fields.ts';
import { readHpaSpec } from './hpa-spec.ts';

/** The spec of the HPA that a run applies for a scenario, defaulted as the API server does it. */
export function scenarioHpaSpec(scenario: Scenario): HpaSpec {
  return readHpaSpec(fieldsOf(scenarioHpaWire(scenario), 'hpa'));
}

/** The same as JSON, before any defaulting. */
export function scenarioHpaWire({ hpa, workload }: Scenario): Readonly<Record<string, unknown>> {
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
  const bounds = { minReplicas, maxReplicas };
  return { scaleTargetRef, ...bounds, metrics, ...(behavior === undefined ? {} : { behavior }) };
}
