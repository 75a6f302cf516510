import { z } from 'zod';
import { PROFILE_NAMES } from '../metric/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import { parseQuantity } from '../units/quantity.ts';
import { RECORD_VERSION, type RunCleanup, type RunEnd, type RunHeader } from './run-record.ts';
import { instantSchema, millisecondsSchema } from './time-schema.ts';

const milliseconds = millisecondsSchema;
/** A period in which something comes again: below a millisecond it would come without end. */
const period = milliseconds.min(1);
const count = z.number().min(0).max(1e9);
const quantity = z
  .string()
  .refine((text) => Number(parseQuantity(text) ?? 0) > 0, 'a Kubernetes quantity greater than 0');
const timing = z.looseObject({
  exporterIntervalMs: period,
  scrapeIntervalMs: period,
  queryWindowMs: milliseconds,
  relistIntervalMs: period,
  syncPeriodMs: period,
  downscaleStabilizationMs: milliseconds,
});
const stage = z.looseObject({
  name: z.string(),
  kind: z.string(),
  startMs: milliseconds,
  endMs: milliseconds,
  peakRate: count,
  arrivals: count,
});
const bound = z.looseObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  arithmetic: z.string(),
});

/** The parts of a scenario that readers of a record rely on; the others pass through as the writer left them. */
const scenario = z.looseObject({
  name: z.string(),
  description: z.string(),
  profile: z.string(),
  workload: z.looseObject({ name: z.string(), namespace: z.string(), gpusPerPod: count }),
  hpa: z.looseObject({
    minReplicas: count,
    maxReplicas: count,
    metric: z.looseObject({
      name: z.string(),
      averageValue: quantity,
      profile: z.enum([...PROFILE_NAMES, 'auto']).optional(),
    }),
  }),
  load: z.looseObject({ size: count, stages: z.array(z.looseObject({ name: z.string() })) }),
  strikes: z.array(z.looseObject({ component: z.string(), at: milliseconds })),
  assertions: z.array(z.looseObject({ kind: z.string() })),
});

// The scenario in a plan is complete already (durations are milliseconds), so its file schema cannot be used again here.
// Loose, because a plan may gain parts that older readers can do without.
const plan = z
  .looseObject({
    scenario,
    seed: z.number(),
    timing,
    stages: z.array(stage),
    arrivals: z.array(milliseconds),
    loadMs: milliseconds,
    settleMs: milliseconds,
    assertions: z.array(
      z.looseObject({ id: z.string(), spec: z.looseObject({ kind: z.string() }), bounds: z.array(bound) }),
    ),
    predicted: z.object({ durationMs: milliseconds, gpuMinutes: z.number() }),
  })
  .transform((value) => value as unknown as Plan);

/** The first line of a record. */
export const headerSchema: z.ZodType<RunHeader> = z.object({
  kind: z.literal('run'),
  version: z.literal(RECORD_VERSION),
  runId: z.string().regex(/^[\w.-]+$/, 'a run id of letters, digits, dots and dashes'),
  at: instantSchema,
  target: z.enum(['lab', 'cluster', 'twin']),
  emulated: z.boolean(),
  plan,
  command: z.array(z.string()).optional(),
  versions: z.record(z.string(), z.string()),
});

/** The line after the end of a record. */
export const cleanupSchema: z.ZodType<RunCleanup> = z.object({
  kind: z.literal('cleanup'),
  at: instantSchema,
  by: z.enum(['run-label', 'lab-down', 'nothing-applied']),
  outcome: z.enum(['gone', 'left', 'unseen']),
  found: z.array(z.string()),
  left: z.array(z.string()),
});

/** The line that ends the observations of a record that was finished in order. */
export const endSchema: z.ZodType<RunEnd> = z.object({
  kind: z.literal('end'),
  at: instantSchema,
  reason: z.enum(['completed', 'interrupted', 'target-lost', 'budget-spent']),
  detail: z.string().optional(),
});
