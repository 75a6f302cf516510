import type { Status } from './verdict.ts';

/** Every exit code of the program, in one table. */
export const EXIT = {
  passed: 0,
  failed: 1,
  usage: 2,
  inconclusive: 3,
  target: 4,
  interrupted: 130,
} as const satisfies Readonly<Record<Status, number>> & Readonly<Record<string, number>>;
