import type { RequestOutcome } from '../sample/observation.ts';

/** First line of a sender: Unix milliseconds of load start. */
export interface StartLine {
  readonly t0: number;
}

/** Line of a sender that goes on: all arrivals of the plan are answered, or given up. */
export interface DoneLine {
  readonly done: number;
}

/** Last line of k6 where it can write no file that outlives it: its own summary. */
export interface SummaryLine {
  readonly summary: unknown;
}

/** One line of a sender for each answer, or its absence; short names, because there are very many. */
export interface AnswerLine {
  /** Index of the entry in the play list; what comes beyond the list is counted on. */
  readonly i: number;
  /** When it was to be sent, milliseconds from load start; only of what comes beyond the list. */
  readonly at?: number;
  /** Sent at, Unix milliseconds. */
  readonly s: number;
  /** From sent to answered, milliseconds. */
  readonly d: number;
  /** Status; 0 without an answer. */
  readonly c: number;
  readonly o: RequestOutcome;
  /** What was wrong. */
  readonly e?: string;
  /** Pod that answered. */
  readonly p?: string;
  /** Bytes of the image. */
  readonly b?: number;
  /** The image as base64, for the sample that the runner looks into. */
  readonly img?: string;
}

export type PlayLine = StartLine | AnswerLine | DoneLine | SummaryLine;

/** Reads a line of a sender; `undefined` for what its program itself has to say. */
export function parsePlayLine(line: string): PlayLine | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const isOurs = ['t0', 'i', 'done'].some((key) => typeof value[key] === 'number') || 'summary' in value;
    return isOurs ? (value as unknown as PlayLine) : undefined;
  } catch {
    // Cut short by a sender that was killed while it wrote: no whole line, no record.
    return undefined;
  }
}
