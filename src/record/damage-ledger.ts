import type { Instant } from '../units/instant.ts';
import type { DamagedLine } from './run-record.ts';

/** More damaged lines than this are counted, not listed. */
const LISTED = 200;

/** Collects the damaged lines of a record while it is read. */
export interface DamageLedger {
  enter(line: number, problem: string): void;
  /** Tells the time of a line that can be read. */
  passed(at: Instant): void;
  lines(): readonly DamagedLine[];
}

/** Opens a ledger that gives each damaged line the times of the readable lines around it. */
export function openDamageLedger(startedAt: Instant): DamageLedger {
  const listed: DamagedLine[] = [];
  let unlisted = 0;
  let before = startedAt;
  /** How many of the listed lines have their stretch closed. */
  let closed = 0;
  const close = (next: Instant) => {
    const [from, to] = [Math.min(before, next), Math.max(before, next)];
    for (; closed < listed.length; closed++) listed[closed] = { ...listed[closed]!, from, to };
    // Where some are not listed, the last one stands for them all, to the end of the record.
    if (unlisted > 0) listed[LISTED] = { ...listed[LISTED]!, to: Math.max(listed[LISTED]!.to, to) };
  };
  return {
    enter: (line, problem) => {
      if (listed.length <= LISTED) listed.push({ line, problem, from: before, to: before });
      else unlisted++;
    },
    passed: (at) => {
      close(at);
      before = at;
    },
    lines: () => {
      close(before);
      const last = listed[LISTED];
      if (last === undefined) return listed;
      const problem = `and ${unlisted + 1} damaged lines from here on that are not listed`;
      return [...listed.slice(0, LISTED), { ...last, problem }];
    },
  };
}
