import type { Scenario } from './schema.ts';
import { hpaSchema, pipelineSchema, workloadSchema } from './workload-schema.ts';

/** The metrics pipeline of a scenario that says nothing of it. */
export const DEFAULT_PIPELINE: Scenario['pipeline'] = pipelineSchema.parse({});

/** The metric of a scenario that says nothing of it, as custom.metrics.k8s.io names it. */
export const DEFAULT_METRIC: string = hpaSchema.parse({}).metric.name;

/** The Serving workload of a scenario that says nothing of it. */
export const DEFAULT_WORKLOAD: Scenario['workload'] = workloadSchema.parse({});
