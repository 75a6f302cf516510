import type { HpaAudit } from '../audit/hpa-audit.ts';
import type { RunHeader, RunResult } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';

/** All that a report may know: how the run was set up, what it came to, and what was observed. */
export interface ReportInput {
  readonly header: RunHeader;
  readonly result: RunResult;
  readonly timeline: Timeline;
  /** Every decision of the HPA; `result.audit` is its summary. */
  readonly audit: HpaAudit;
}

/** A file of a report; `path` is relative to the run's folder. */
export interface ReportFile {
  readonly path: string;
  readonly text: string;
}

/** How text for a terminal is laid out. Files that are no terminal text pay no heed to it. */
export interface ReportOptions {
  /** ANSI colours; off unless asked for. */
  readonly colour?: boolean;
  /** Columns of the terminal; 100 when not given. */
  readonly width?: number;
}

/** Renders a record: the same input gives the same bytes, on every machine. */
export type Reporter = (input: ReportInput, options?: ReportOptions) => readonly ReportFile[];
