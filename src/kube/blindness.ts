import type { Instant } from '../units/instant.ts';
import type { StreamEnd } from './watch-stream.ts';
import type { WatchGap } from './watch-types.ts';

/** Keeps account of when a watch could not see, and tells each gap when it opens and when it closes. */
export interface Blindness {
  /** The first list is there: watching starts now. */
  begin(now: Instant): void;
  /** No stream could be opened. */
  notOpened(reason: string): void;
  /** A stream is open: it can be seen again, unless its first words show that it could not before. */
  opened(now: Instant): void;
  /** A change came over the open stream. */
  changed(receivedAt: Instant): void;
  /**
   * The stream ended: blind since it was heard last. A history that is lost is a gap, whatever comes next; where the
   * stream never said a word before, it never resumed, and the blindness before it goes on.
   */
  ended(end: StreamEnd): void;
  /**
   * The stream was given up at `now` because nothing was heard since `since`: a quiet collection, or a dead connection.
   * Which one it was shows after the resume: changes that come at once have waited for it.
   */
  wentSilent(since: Instant, now: Instant, reason: string): void;
}

/** Starts with nothing seen. `gapMs` is how long a resume without loss may take, and how soon what waited for it comes. */
export function makeBlindness(now: Instant, gapMs: number, onGap: (gap: WatchGap) => void): Blindness {
  let since = now;
  let reason = 'not listed yet';
  let begun = false;
  let openedAt = now;
  let sinceBefore = now;
  let gap: { readonly from: Instant; readonly reason: string } | undefined;
  let silence: { readonly from: Instant; readonly reason: string } | undefined;
  const openGap = (from: Instant, why: string) => {
    if (gap) return;
    gap = { from, reason: why };
    onGap({ from, to: null, reason: why });
  };
  const closeGap = (to: Instant) => {
    if (!gap) return;
    onGap({ from: gap.from, to, reason: gap.reason });
    gap = undefined;
  };
  return {
    begin: (at) => {
      // The first list is the start of watching; a slow one is no gap.
      begun = true;
      since = at;
    },
    notOpened: (why) => {
      openGap(silence?.from ?? since, why);
      silence = undefined;
    },
    opened: (at) => {
      if (begun && at - since > gapMs)
        openGap(silence?.from ?? since, `${reason}; the watch took long to come back`);
      if (gap) silence = undefined;
      closeGap(at);
      openedAt = at;
      sinceBefore = since;
    },
    changed: (receivedAt) => {
      if (silence && receivedAt - openedAt <= gapMs) {
        openGap(silence.from, `${silence.reason}, although there were changes`);
        closeGap(openedAt);
      }
      silence = undefined;
    },
    ended: (end) => {
      since = end.historyIntact || end.lines > 0 ? end.heardAt : sinceBefore;
      reason = end.reason;
      if (!end.historyIntact) openGap(since, end.reason);
    },
    wentSilent: (from, at, why) => {
      since = at;
      reason = why;
      silence = { from, reason: why };
    },
  };
}
