import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';

/** Looks after what a run stands on, and says when it is gone for good. */
export interface Watchdog {
  /** Aborts when the target is lost; its reason says what was seen last. */
  readonly lost: AbortSignal;
  stop(): void;
}

/** Between two looks, and how long nothing but failures makes the target lost; milliseconds. */
const LOOK_EVERY_MS = 1000;
const LOST_AFTER_MS = 12_000;

/** How a target is looked after. */
export interface Lookout {
  /** Throws while the target does not answer, or what the run needs is not there; that may pass. */
  readonly look: (signal: AbortSignal) => Promise<void>;
  /** Asked when it throws: why it never will again, or `undefined` where that is not known. */
  readonly gone?: () => Promise<string | undefined>;
}

/** Looks every second. */
export function watchTarget(clock: Clock, lookout: Lookout): Watchdog {
  const lost = new AbortController();
  const stopped = new AbortController();
  void lookOn(clock, lookout, lost, stopped.signal);
  return { lost: lost.signal, stop: () => stopped.abort(new Error('the run is over')) };
}

async function lookOn(
  clock: Clock,
  { look, gone }: Lookout,
  lost: AbortController,
  stopped: AbortSignal,
): Promise<void> {
  let lastGoodAt = clock.now();
  while (!stopped.aborted) {
    try {
      await look(AbortSignal.any([stopped, AbortSignal.timeout(3000)]));
      lastGoodAt = clock.now();
    } catch (error) {
      const why = await gone?.();
      if (why !== undefined && !stopped.aborted) return lost.abort(new Error(why));
      const silentMs = clock.now() - lastGoodAt;
      if (silentMs > LOST_AFTER_MS && !stopped.aborted) {
        const told = `the target has been of no use for ${(silentMs / 1000).toFixed(0)} s: ${errorText(error)}`;
        return lost.abort(new Error(told));
      }
    }
    // Rejects only when stopped, and then the loop ends.
    await clock.sleep(LOOK_EVERY_MS, stopped).catch(() => undefined);
  }
}
