import { errorText } from '../errors/scaleproof-error.ts';
import type { Stop } from '../quality/series.ts';
import type { FinishedRun } from './run-scenario.ts';

/** What a series of runs needs. */
export interface RepeatOptions {
  readonly times: number;
  readonly signal: AbortSignal;
  readonly onStart: (nth: number) => void;
  /** One run from start to clean-up; rejects when it could not even be started or was interrupted before that. */
  readonly runOnce: (nth: number) => Promise<FinishedRun>;
}

/** The runs that were run, and why there are no more of them. */
export interface RepeatedRuns {
  readonly runs: readonly FinishedRun[];
  /** `null` when all runs were done. */
  readonly stopped: Stop | null;
  /** What a run could not be started for, or what interrupted it. */
  readonly error?: unknown;
}

/** Runs one after the other, none at the same time and none again; an interrupt or a run that cannot start ends it. */
export async function repeatRuns(options: RepeatOptions): Promise<RepeatedRuns> {
  const { times, signal } = options;
  const runs: FinishedRun[] = [];
  const stop = (reason: Stop['reason'], why: unknown, whole = runs.length): Stop => {
    return { reason, detail: `${whole} of ${times} runs done, then ${errorText(why)}` };
  };
  while (runs.length < times) {
    options.onStart(runs.length + 1);
    try {
      runs.push(await options.runOnce(runs.length + 1));
    } catch (error) {
      const stopped = signal.aborted ? stop('interrupted', signal.reason) : stop('could not start', error);
      return { runs, stopped, error };
    }
    // An interrupt in the clean-up of the last run cuts nothing off.
    const cutShort = runs.at(-1)!.judged.result.end?.reason === 'interrupted';
    if (signal.aborted && (cutShort || runs.length < times)) {
      return { runs, stopped: stop('interrupted', signal.reason, runs.length - (cutShort ? 1 : 0)) };
    }
  }
  return { runs, stopped: null };
}
