import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { GapSource } from '../sample/observation.ts';
import type { GapLedger } from './gap-ledger.ts';

/** A question that is put again and again. */
export interface PollSpec {
  readonly source: GapSource;
  /** What of the source is asked, for messages and to keep the gaps of several apart. */
  readonly thing: string;
  readonly intervalMs: number;
  /** Asks once and emits what it learnt; throws when it got no answer. It has its own time limit. */
  readonly ask: () => Promise<void>;
  /** Lets go of what it holds, once no question is put any more. */
  readonly end?: () => Promise<void>;
}

/** A running poll; it ends with its signal. */
export interface RunningPoll {
  readonly thing: string;
  /** Resolves with the first answer; never rejects. */
  readonly firstAnswer: Promise<void>;
  /** What went wrong last, while there is no answer. */
  lastProblem(): string;
  /** Resolves when the poll has ended; never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Asks at every interval and never twice at once: an answer that takes longer than the interval puts the next
 * question off to the next beat. A question without an answer is a gap since the last answer.
 */
export function startPoll(
  spec: PollSpec,
  context: { readonly clock: Clock; readonly ledger: GapLedger; readonly signal: AbortSignal },
): RunningPoll {
  const first = Promise.withResolvers<void>();
  let problem = 'no answer yet';
  const run = async (): Promise<void> => {
    const { clock, ledger, signal } = context;
    let beat = clock.now();
    let heardAt = beat;
    while (!signal.aborted) {
      try {
        await spec.ask();
        heardAt = clock.now();
        ledger.close(spec.source, spec.thing, heardAt);
        first.resolve();
      } catch (error) {
        if (signal.aborted) return;
        problem = errorText(error);
        ledger.open(spec.source, spec.thing, heardAt, problem);
      }
      beat = nextBeat(beat, spec.intervalMs, clock.now());
      await clock.sleep(beat - clock.now(), signal).catch(() => {
        // Only the signal ends a sleep early, and the loop looks at it next.
      });
    }
  };
  return {
    thing: spec.thing,
    firstAnswer: first.promise,
    lastProblem: () => problem,
    ended: run().finally(() => spec.end?.()),
  };
}

/** The next beat after now on the grid of the first one. */
function nextBeat(beat: number, intervalMs: number, now: number): number {
  return beat + Math.max(1, Math.ceil((now - beat) / intervalMs)) * intervalMs;
}
