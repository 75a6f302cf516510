import { loadSpan } from '../../sample/timeline.ts';
import type { Instant } from '../../units/instant.ts';
import type { ReportInput } from '../report.ts';

/** One value of a curve; `null` breaks the line, because nothing was seen there. */
export interface CurvePoint {
  readonly at: Instant;
  readonly value: number | null;
}

/** A series as it is drawn: a `step` holds its value to the next point, a `line` runs straight to it. */
export interface Curve {
  readonly shape: 'step' | 'line';
  readonly points: readonly CurvePoint[];
}

/** The stretch of a run that charts show. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** How much of the time before load start is worth showing, milliseconds. */
const BEFORE_LOAD_MS = 10_000;

/** From a little before load start to the end; the bringing up of a lab may take minutes and tells nothing here. */
export function span({ timeline }: ReportInput): Span {
  const start = loadSpan(timeline).start;
  const from =
    start === undefined ? timeline.startedAt : Math.max(timeline.startedAt, start - BEFORE_LOAD_MS);
  return { from, to: Math.max(timeline.endedAt, from + 1000) };
}
