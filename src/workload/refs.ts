import type { Scenario } from '../scenario/schema.ts';

/** Names of the objects that a run looks at, ours or existing ones. */
export interface WorkloadRefs {
  readonly namespace: string;
  readonly deployment: string;
  readonly service: string;
  readonly hpa: string;
}

/** The objects of a scenario: those of `existing:` where given, else the ones that scaleproof applies. */
export function workloadRefs(scenario: Scenario): WorkloadRefs {
  if (scenario.existing) return scenario.existing;
  const { name, namespace } = scenario.workload;
  return { namespace, deployment: name, service: name, hpa: name };
}
