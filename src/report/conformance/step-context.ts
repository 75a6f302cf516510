import { loadSpan } from '../../sample/timeline.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import type { ReportInput } from '../report.ts';

/** What every step is judged on. */
export interface StepContext extends ReportInput {
  readonly loadStart: Instant;
  readonly loadEnd: Instant | undefined;
  /** A time as reports print it. */
  readonly when: (at: Instant) => string;
}

/** Finds the load in a record, by which all its times are told. */
export function stepContext(input: ReportInput): StepContext {
  const { start, end } = loadSpan(input.timeline);
  const loadStart = start ?? input.timeline.startedAt;
  return { ...input, loadStart, loadEnd: end, when: (at) => formatOffset(at, loadStart) };
}
