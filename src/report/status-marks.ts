import type { Status } from '../verdict/verdict.ts';
import type { Ink } from './console/terminal-text.ts';

/** How each status is marked where text is plain. */
export const STATUS_MARK: Readonly<Record<Status, string>> = { passed: '✓', failed: '✗', inconclusive: '?' };

/** How each status is marked in markdown. */
export const STATUS_EMOJI: Readonly<Record<Status, string>> = {
  passed: '✅',
  failed: '❌',
  inconclusive: '❔',
};

/** The colour of each status in a terminal. */
export const STATUS_INK: Readonly<Record<Status, Ink>> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
};
