import { z } from 'zod';

/** No run lasts longer, milliseconds: what lies further from its start is a damaged line, and would stretch every chart. */
export const LONGEST_RUN_MS = 366 * 24 * 3_600_000;

const LAST_INSTANT = 8.64e15 - 10 * LONGEST_RUN_MS;

/** An instant for which there is a date, with room for a run and all its bounds after it. */
export const instantSchema = z.number().min(0).max(LAST_INSTANT);

/** The same without the schema, for what is read a million times. */
export function isInstant(at: number): boolean {
  return at >= 0 && at <= LAST_INSTANT;
}

/** A stretch of time that fits into a run, milliseconds. */
export const millisecondsSchema = z.number().min(0).max(LONGEST_RUN_MS);
