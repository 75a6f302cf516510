import type { Plan } from '../plan/plan.ts';
import type { LoadAttestation } from '../record/run-record.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';

/** Everything that a rule may look at. */
export interface Facts {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly attestation: LoadAttestation;
  readonly verdicts: readonly Verdict[];
}

/** One entry of the fault catalogue: finds its fault in a record, or nothing. */
export type Rule = (facts: Facts) => Finding | undefined;

/** When the load started, or the run where it never did: the zero of all offsets in evidence. */
export function originOf(timeline: Timeline): Instant {
  return loadSpan(timeline).start ?? timeline.startedAt;
}

/** An instant as evidence prints it: seconds from load start. */
export function when(timeline: Timeline, at: Instant): string {
  return formatOffset(at, originOf(timeline));
}

/** The first few lines of evidence and how many more there were. */
export function firstLines(lines: readonly string[], limit = 4): readonly string[] {
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit), `and ${lines.length - limit} more`];
}
