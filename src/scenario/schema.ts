import { z } from 'zod';
import { assertionSchema } from './assertion-schema.ts';
import { loadSchema } from './load-schema.ts';
import { count, dnsLabel, duration, withDefaults } from './scalars.ts';
import { existingSchema, hpaSchema, pipelineSchema, workloadSchema } from './workload-schema.ts';

/** A fault struck on purpose while the load is on; lab only. */
const strikeSchema = z.strictObject({
  kind: z.literal('kill').describe('SIGKILL.'),
  component: z.enum(['k6', 'prometheus', 'prometheus-adapter', 'serving-pod']),
  at: duration.describe('After load start.'),
});

/** How long each layer takes, where a cluster does not tell; on the lab the profile says. */
const timingSchema = z.strictObject({
  exporterInterval: duration.optional(),
  scrapeInterval: duration.optional(),
  syncPeriod: duration.optional(),
  relistInterval: duration.optional(),
  downscaleStabilization: duration.optional(),
});

/** A scenario file, the only description of its format: types, defaults, JSON Schema and reference come from it. */
export const scenarioSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    name: dnsLabel.describe('Name of the scenario; also its folder under reports/.'),
    description: z.string().default(''),
    target: z.enum(['lab', 'cluster']).default('lab'),
    profile: z.enum(['compressed', 'realtime']).default('compressed').describe('Timing profile of the lab.'),
    context: z.string().optional().describe('kubeconfig context for target cluster.'),
    seed: count.default(1),
    gpuNodes: withDefaults(
      z.strictObject({
        count: z.int().min(1).max(50).default(3),
        gpusPerNode: z.int().min(1).max(16).default(4),
      }),
    ).describe('Emulated GPU nodes of the lab.'),
    workload: withDefaults(workloadSchema),
    existing: existingSchema.optional(),
    hpa: withDefaults(hpaSchema),
    pipeline: withDefaults(pipelineSchema),
    timing: withDefaults(timingSchema),
    load: loadSchema,
    settle: duration.optional().describe('Longest watch after load end; computed when left out.'),
    strikes: z.array(strikeSchema).default([]),
    assertions: z.array(assertionSchema).min(1).max(100),
    expect: z
      .strictObject({ exitCode: z.int().min(0).max(130) })
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
export type Strike = Scenario['strikes'][number];
