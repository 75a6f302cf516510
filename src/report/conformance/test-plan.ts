/** The requirement as the checklist of the Kubernetes AI Conformance programme has it; its words must not be changed there. */
export const REQUIREMENT = {
  kar: 'KAR-0057',
  id: 'pod_autoscaling',
  section: 'schedulingOrchestration',
  level: 'MUST',
  description:
    'If the platform supports the HorizontalPodAutoscaler, it must function correctly for pods utilizing accelerators. This includes the ability to scale these Pods based on custom metrics relevant to AI/ML workloads.',
} as const;

/** The steps of the test plan of KAR-0057, in our words and in its order. */
export const PLAN_STEPS = {
  'setup-metric': 'Set-up: a custom metrics adapter serves the metric of the pods',
  'setup-accelerator': 'Set-up: every pod of the Deployment requests an accelerator',
  'setup-hpa': 'Set-up: an HPA scales the Deployment on that metric, with a target',
  'up-metric': 'Scale-up: load drives the metric above the target',
  'up-replicas': 'Scale-up: the HPA raises the number of replicas',
  'up-running': 'Scale-up: the new pods run on nodes with accelerators',
  'down-metric': 'Scale-down: without load the metric falls below the target',
  'down-replicas': 'Scale-down: the HPA lowers the number of replicas after the stabilization window',
  cleanup: 'Clean-up: the HPA, the Deployment and all else that the test put up are deleted',
} as const;

export type PlanStepId = keyof typeof PLAN_STEPS;

/** What a record says of one step of the plan. */
export interface PlanStep {
  readonly id: PlanStepId;
  readonly step: string;
  /** `not-recorded`: the record is of a version that did not keep it, or was cut there; not proved, and no pass is refused for it. */
  readonly state: 'proved' | 'not-proved' | 'contradicted' | 'not-recorded';
  /** What was observed, each line with its time from load start. */
  readonly evidence: readonly string[];
  /** Assertions of the run that the step rests on. */
  readonly assertions: readonly string[];
}
