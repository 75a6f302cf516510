import { judge } from '../assertion/judge.ts';
import { auditRecord } from '../audit/audit-record.ts';
import type { HpaAudit } from '../audit/hpa-audit.ts';
import { attestLoad } from '../diagnosis/attest-load.ts';
import { attachBrokenHops } from '../diagnosis/broken-hop.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { hopTimeline } from '../diagnosis/hop-timeline.ts';
import { RECORD_VERSION, type RunHeader, type RunRecord, type RunResult } from '../record/run-record.ts';
import { timelineOf } from '../record/timeline-of.ts';
import type { Timeline } from '../sample/timeline.ts';
import { formatInstant } from '../units/instant.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { outcomeOf, type Status } from '../verdict/verdict.ts';

/** What a record comes to, and the timeline that it was judged on. */
export interface Judged {
  readonly header: RunHeader;
  readonly result: RunResult;
  readonly timeline: Timeline;
  /** Every decision of the HPA; `result.audit` is its summary. */
  readonly audit: HpaAudit;
}

/** Judges a record: a pure function, so that a record judged again gives the same verdicts and the same bytes. */
export function judgeRecord(record: RunRecord): Judged {
  const { header, end } = record;
  const timeline = timelineOf(record);
  const load = attestLoad(header.plan, timeline);
  const audit = auditRecord(header.plan, timeline);
  const bare = judge(header.plan, timeline, load, audit.summary);
  const verdicts = attachBrokenHops(bare, header.plan, timeline);
  const outcome = outcomeOf(verdicts);
  return {
    header,
    timeline,
    audit,
    result: {
      version: RECORD_VERSION,
      runId: header.runId,
      scenario: header.plan.scenario.name,
      target: header.target,
      emulated: header.emulated,
      seed: header.plan.seed,
      startedAt: formatInstant(header.at),
      endedAt: formatInstant(end?.at ?? timeline.endedAt),
      outcome,
      exitCode: exitCodeOf(outcome, record),
      verdicts,
      // A run that was cut short has no fault to find: whatever stopped in it was stopped.
      findings: end?.reason === 'completed' ? diagnose(header.plan, timeline, load, verdicts) : [],
      timeline: hopTimeline(header.plan, timeline),
      load,
      audit: audit.summary,
      versions: header.versions,
      end,
    },
  };
}

/** The exit code of a run, from the table in the README; a record without an end is inconclusive. */
export function exitCodeOf(outcome: Status, record: Pick<RunRecord, 'end'>): number {
  if (record.end?.reason === 'interrupted') return EXIT.interrupted;
  if (record.end?.reason === 'target-lost') return EXIT.target;
  return EXIT[outcome];
}
