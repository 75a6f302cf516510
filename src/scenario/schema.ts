import { z } from 'zod';
import { assertionSchema } from './assertion-schema.ts';
import { DEFAULT_GPU_NODES } from './gpu-nodes.ts';
import { loadSchema } from './load-schema.ts';
import { prometheusSchema } from './prometheus-schema.ts';
import { count, dnsLabel, duration, period, positive, withDefaults } from './scalars.ts';
import { existingSchema, hpaSchema, pipelineSchema, workloadSchema } from './workload-schema.ts';

/** A fault struck on purpose while the load is on; not on a cluster. */
const strikeSchema = z.strictObject({
  kind: z.literal('kill').describe('SIGKILL.'),
  component: z
    .enum(['k6', 'prometheus', 'prometheus-adapter', 'kube-controller-manager', 'serving-pod'])
    .describe('Whose process is struck; all but k6 are started again.'),
  at: duration.describe('After load start.'),
});

/** How long each layer takes, where a cluster does not tell; on the lab the profile says. */
const timingSchema = z.strictObject({
  exporterInterval: period.optional().describe('dcgm-exporter reads the devices this often.'),
  scrapeInterval: period.optional().describe('Prometheus scrapes the exporter this often.'),
  syncPeriod: period.optional().describe('--horizontal-pod-autoscaler-sync-period.'),
  relistInterval: period.optional().describe('prometheus-adapter looks for new series this often.'),
  downscaleStabilization: duration
    .optional()
    .describe('--horizontal-pod-autoscaler-downscale-stabilization.'),
});

/** What a run may use up before it is stopped; so no run is without an end, whatever hangs. */
const budgetSchema = z.strictObject({
  gpuMinutes: z
    .number()
    .positive()
    .optional()
    .describe(
      'GPU-minutes that the pods of the workload may hold; every replica of hpa.maxReplicas for the longest run when left out.',
    ),
  requests: positive
    .optional()
    .describe(
      'Images that may be sent, as the sender tells or the serving pods count, whichever are more; twice those of the plan and 100 when left out.',
    ),
});

/** A scenario file, the only description of its format: types, defaults, JSON Schema and reference come from it. */
export const scenarioSchema = z
  .strictObject({
    version: z.literal(1).default(1).describe('Version of this format.'),
    name: dnsLabel.describe('Name of the scenario; also its folder under reports/.'),
    description: z.string().default('').describe('One sentence for reports.'),
    target: z
      .enum(['lab', 'cluster', 'twin'])
      .default('lab')
      .describe('A lab on this machine, the cluster of a kubeconfig, or a model of the lab in virtual time.'),
    profile: z
      .enum(['compressed', 'realtime'])
      .default('compressed')
      .describe('Timing profile of the lab and the twin.'),
    context: z.string().optional().describe('kubeconfig context for target cluster.'),
    seed: count.default(1).describe('Seed of the images, of Poisson arrivals and of samples.'),
    gpuNodes: withDefaults(
      z.strictObject({
        count: z.int().min(1).max(50).default(DEFAULT_GPU_NODES.count).describe('Nodes with GPUs.'),
        gpusPerNode: z
          .int()
          .min(1)
          .max(16)
          .default(DEFAULT_GPU_NODES.gpusPerNode)
          .describe('GPUs of each node.'),
      }),
    ).describe('Emulated GPU nodes of the lab and the twin.'),
    workload: withDefaults(workloadSchema).describe('The Serving workload that the run deploys.'),
    existing: existingSchema
      .optional()
      .describe('Objects of a cluster that are used as they are, instead of applying ours.'),
    hpa: withDefaults(hpaSchema).describe('The HorizontalPodAutoscaler, autoscaling/v2, on one Pods metric.'),
    pipeline: withDefaults(pipelineSchema).describe(
      'The metrics pipeline that the run installs on a lab; on a cluster it exists already.',
    ),
    prometheus: prometheusSchema
      .optional()
      .describe('How a run on a cluster reaches Prometheus; the command line can say it instead.'),
    timing: withDefaults(timingSchema).describe(
      'How long each layer takes, where a cluster does not tell; on the lab the profile says.',
    ),
    load: loadSchema.describe('The load of a run: an open model, every arrival planned.'),
    settle: duration.optional().describe('Longest watch after load end; computed when left out.'),
    budget: withDefaults(budgetSchema).describe(
      'What a run may use up; when it is spent the run is stopped, inconclusive, and all is removed.',
    ),
    strikes: z
      .array(strikeSchema)
      .max(100)
      .prefault([])
      .describe('Faults struck on purpose while the load is on; not on a cluster.'),
    assertions: z.array(assertionSchema).min(1).max(100).describe('What must hold; each gives one verdict.'),
    expect: z
      .strictObject({ exitCode: z.int().min(0).max(130).describe('Exit code of the run.') })
      .optional()
      .describe(
        'What the run of a scenario that is broken on purpose must end with. The run ignores it; tests read it.',
      ),
  })
  .meta({ id: 'Scenario', title: 'scaleproof scenario' });

/** A scenario as written in a file. */
export type ScenarioFile = z.input<typeof scenarioSchema>;
/** A complete scenario: every default filled in, durations in milliseconds. */
export type Scenario = z.output<typeof scenarioSchema>;
export type AssertionSpec = Scenario['assertions'][number];
export type AssertionKind = AssertionSpec['kind'];
export type StageSpec = Scenario['load']['stages'][number];
export type ProfileName = Scenario['profile'];
export type PrometheusSpec = NonNullable<Scenario['prometheus']>;
export type Strike = Scenario['strikes'][number];
