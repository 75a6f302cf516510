import { z } from 'zod';
import type { Plan } from '../plan/plan.ts';
import { RECORD_VERSION, type RunEnd, type RunHeader } from './run-record.ts';

const milliseconds = z.number();
const timing = z.looseObject({
  exporterIntervalMs: milliseconds,
  scrapeIntervalMs: milliseconds,
  queryWindowMs: milliseconds,
  relistIntervalMs: milliseconds,
  syncPeriodMs: milliseconds,
  downscaleStabilizationMs: milliseconds,
});
const stage = z.looseObject({
  name: z.string(),
  kind: z.string(),
  startMs: milliseconds,
  endMs: milliseconds,
  peakRate: z.number(),
  arrivals: z.number(),
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
  workload: z.looseObject({ name: z.string(), namespace: z.string(), gpusPerPod: z.number() }),
  hpa: z.looseObject({
    minReplicas: z.number(),
    maxReplicas: z.number(),
    metric: z.looseObject({ name: z.string(), averageValue: z.string() }),
  }),
  load: z.looseObject({ size: z.number(), stages: z.array(z.looseObject({ name: z.string() })) }),
  strikes: z.array(z.looseObject({ component: z.string(), at: z.number() })),
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
  at: z.number(),
  target: z.enum(['lab', 'cluster', 'twin']),
  emulated: z.boolean(),
  plan,
  command: z.array(z.string()).optional(),
  versions: z.record(z.string(), z.string()),
});

/** The last line of a record that was finished in order. */
export const endSchema: z.ZodType<RunEnd> = z.object({
  kind: z.literal('end'),
  at: z.number(),
  reason: z.enum(['completed', 'interrupted', 'target-lost', 'budget-spent']),
  detail: z.string().optional(),
});
