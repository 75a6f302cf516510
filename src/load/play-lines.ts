import type { RequestOutcome } from '../sample/observation.ts';

/** First line of the load script: Unix milliseconds of load start. */
export interface StartLine {
  readonly t0: number;
}

/** One line of the load script for each answer, or its absence; short names, because there are very many. */
export interface AnswerLine {
  /** Index of the entry in the play list. */
  readonly i: number;
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

/** Reads a line of the load script; `undefined` for what k6 itself has to say. */
export function parsePlayLine(line: string): StartLine | AnswerLine | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    const value = JSON.parse(line) as Partial<StartLine & AnswerLine>;
    if (typeof value.t0 === 'number' || typeof value.i === 'number') return value as StartLine | AnswerLine;
  } catch {
    // Cut short by a k6 that was killed while it wrote: no whole line, no record.
  }
  return undefined;
}
