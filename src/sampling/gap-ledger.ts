import type { PassiveClock } from '../clock/clock.ts';
import type { Emit, GapSource } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** A gap as a source tells it: `to` is `null` when it opens, and the same `from` closes it. */
export interface ToldGap {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly reason: string;
}

/** Keeps the books of what could not be seen. Each gap is on record twice: when it opens and when it closes. */
export interface GapLedger {
  /** Opens the gap of one thing of a source, for example one exporter of several; a second call changes nothing. */
  open(source: GapSource, thing: string, from: Instant, reason: string): void;
  /** Closes it; without an open gap this does nothing. */
  close(source: GapSource, thing: string, to: Instant): void;
  /** Enters a gap of a source that keeps its own books, as a watch does. */
  enter(source: GapSource, gap: ToldGap): void;
}

/** Starts with no gap open. */
export function makeGapLedger(clock: PassiveClock, emit: Emit): GapLedger {
  const open = new Map<string, { readonly from: Instant; readonly reason: string }>();
  const starts = new Set<string>();
  const enter = (source: GapSource, gap: ToldGap) =>
    emit({ kind: 'gap', at: clock.now(), source, from: gap.from, to: gap.to, reason: gap.reason });
  return {
    open: (source, thing, from, reason) => {
      const key = `${source} ${thing}`;
      if (open.has(key)) return;
      let start = from;
      // A gap is told apart by its source and start, so two things that go blind at once must differ in it.
      while (starts.has(`${source} ${start}`)) start += 0.001;
      starts.add(`${source} ${start}`);
      open.set(key, { from: start, reason });
      enter(source, { from: start, to: null, reason });
    },
    close: (source, thing, to) => {
      const key = `${source} ${thing}`;
      const gap = open.get(key);
      if (!gap) return;
      open.delete(key);
      enter(source, { ...gap, to });
    },
    enter,
  };
}
