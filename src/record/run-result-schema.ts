import { z } from 'zod';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { HOPS } from '../verdict/verdict.ts';
import { endSchema } from './header-schema.ts';
import { RECORD_VERSION, type RunResult } from './run-record.ts';

const status = z.enum(['passed', 'failed', 'inconclusive']);
const hop = z.enum(HOPS);
const number = z.number();
const text = z.string();

const verdict = z.object({
  assertion: text,
  status,
  expected: text,
  observed: text,
  window: z.object({ from: number, to: number }),
  samples: number,
  reason: text.optional(),
  arithmetic: z.array(text).optional(),
  brokenHop: hop.optional(),
});
const finding = z.object({ id: text, title: text, hop, evidence: z.array(text), fix: text });
const hopTime = z.object({ hop, at: number.nullable(), tookMs: number.nullable(), evidence: text });
const stageLoad = z.object({
  stage: text,
  askedRate: number,
  achievedRate: number,
  asked: number,
  sent: number,
  ok: number,
  rejected: number,
  invalid: number,
  errors: number,
  lost: number,
  lagP50Ms: number,
  lagP99Ms: number,
  latencyP50Ms: number,
  latencyP95Ms: number,
  latencyP99Ms: number,
});
const audit = z.object({
  basis: z.enum(['reads', 'status', 'none']),
  syncs: number,
  equal: number,
  explained: number,
  divergences: z.array(
    z.object({
      at: number,
      class: z.enum([
        'unknown-input',
        'controller-restart',
        'another-writer',
        'other-version-or-flags',
        'our-bug',
      ]),
      why: text,
      recomputed: number.nullable(),
      observed: number,
    }),
  ),
  caveats: z.array(text),
});

/** The shape of `run.json`. */
export const runResultSchema: z.ZodType<RunResult> = z.object({
  version: z.literal(RECORD_VERSION),
  runId: text,
  scenario: text,
  target: z.enum(['lab', 'cluster', 'twin']),
  emulated: z.boolean(),
  seed: number,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: status,
  exitCode: z.int().min(0).max(255),
  verdicts: z.array(verdict),
  findings: z.array(finding),
  timeline: z.array(hopTime),
  load: z.object({
    delivered: z.boolean(),
    problems: z.array(text),
    stages: z.array(stageLoad),
    dropped: number,
    serverAccepted: number.nullable(),
  }),
  audit: audit.optional(),
  versions: z.record(text, text),
  end: endSchema.nullable(),
});

/** Reads the text of `run.json`. Throws `usage` with every fault when it is not one. */
export function parseRunResult(json: string): RunResult {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new ScaleproofError('usage', `run.json is no JSON: ${errorText(error)}`, { cause: error });
  }
  const parsed = runResultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ScaleproofError('usage', `run.json does not fit its schema: ${problems.join('; ')}`, {
    hint: 'make it again from the events: scaleproof verify RUN',
  });
}
