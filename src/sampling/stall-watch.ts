import type { Clock } from '../clock/clock.ts';
import type { GapLedger } from './gap-ledger.ts';

const TICK_MS = 200;

/**
 * Notices when this process itself was asleep or too busy to receive: then every stamp of that time is late, and
 * the time is a gap of the runner. Ends with the signal; never rejects.
 */
export async function watchForStalls(context: {
  readonly clock: Clock;
  readonly ledger: GapLedger;
  readonly signal: AbortSignal;
  /** A tick that comes this much too late counts. */
  readonly stallMs: number;
}): Promise<void> {
  const { clock, ledger, signal, stallMs } = context;
  let before = clock.now();
  while (!signal.aborted) {
    await clock.sleep(TICK_MS, signal).catch(() => {
      // Only the signal ends a sleep early, and the loop looks at it next.
    });
    const now = clock.now();
    const lateMs = now - before - TICK_MS;
    if (lateMs > stallMs && !signal.aborted) {
      const reason = `the runner did not come to run for ${Math.round(lateMs)} ms`;
      ledger.enter('runner', { from: before, to: null, reason });
      ledger.enter('runner', { from: before, to: now, reason });
    }
    before = now;
  }
}
