import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Emit } from '../sample/observation.ts';
import { makeGapLedger } from './gap-ledger.ts';
import { openPageReader } from './page-reader.ts';
import { watchForStalls } from './stall-watch.ts';
import { startPolls } from './start-polls.ts';
import { startWatches } from './start-watches.ts';
import type { SamplingOptions } from './what-to-sample.ts';

/** Sampling that is on. */
export interface RunningSampling {
  /**
   * Resolves when every needed watch has seen what is there and Prometheus has answered once. Rejects with what is
   * missing after `readyTimeoutMs`, and when sampling is stopped before. Sampling itself goes on until it is stopped.
   */
  readonly ready: Promise<void>;
  /**
   * Ends every watch and poll. Once it has been called nothing is emitted but the reads of the HPA controller until then,
   * and nothing at all once it has resolved.
   */
  stop(): Promise<void>;
}

const DEFAULT_READY_MS = 30_000;
const DEFAULT_STALL_MS = 1000;

/** Starts to watch and poll everything about a workload; what cannot be seen goes on record as a gap. */
export function startSampling(options: SamplingOptions, emit: Emit): RunningSampling {
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const emitWhileOn: Emit = (observation) => {
    if (!signal.aborted) emit(observation);
  };
  const { clock } = options;
  const ledger = makeGapLedger(clock, emitWhileOn);
  const pages = openPageReader(options.proxyUrl);
  const shared = { ...options, signal, emit: emitWhileOn, emitLast: emit, ledger, pages };
  const watches = startWatches(shared);
  const polls = startPolls(shared);
  const stalls = watchForStalls({ clock, ledger, signal, stallMs: options.stallMs ?? DEFAULT_STALL_MS });
  const conditions: readonly Condition[] = [
    ...watches.needed.map(({ thing, synced }) => ({
      thing: `the watch of ${thing}`,
      met: synced,
      seen: () => 'no list yet',
    })),
    {
      thing: `an answer of Prometheus at ${options.prometheus.name}`,
      met: polls.prometheus.firstAnswer,
      seen: polls.prometheus.lastProblem,
    },
  ];
  const ready = waitForAll(conditions, options.readyTimeoutMs ?? DEFAULT_READY_MS, { clock, signal });
  ready.catch(() => {
    // Told to whoever waits for it; sampling that nobody waits for must not end the process.
  });
  const all = [...watches.needed, ...watches.optional, polls.prometheus, ...polls.others];
  return {
    ready,
    stop: async () => {
      stopping.abort(new ScaleproofError('interrupted', 'sampling was stopped'));
      await Promise.all([stalls, ...all.map(({ ended }) => ended)]);
      await pages.close();
    },
  };
}

/** One thing that sampling waits for. */
interface Condition {
  readonly thing: string;
  readonly met: Promise<void>;
  /** What was seen instead so far. */
  readonly seen: () => string;
}

async function waitForAll(
  conditions: readonly Condition[],
  timeoutMs: number,
  { clock, signal }: Pick<SamplingOptions, 'clock' | 'signal'>,
): Promise<void> {
  const waiting = new Set(conditions);
  const done = new AbortController();
  const all = Promise.all(
    conditions.map(async (condition) => {
      await condition.met.catch((error: unknown) => {
        throw new ScaleproofError(
          'target-unavailable',
          `${condition.thing} is not possible: ${errorText(error)}`,
          {
            cause: error,
          },
        );
      });
      waiting.delete(condition);
    }),
  );
  const deadline = clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then(() => {
    const missing = [...waiting].map(({ thing, seen }) => `${thing} (${seen()})`);
    throw new ScaleproofError(
      'target-unavailable',
      `sampling was not ready after ${timeoutMs} ms; still missing: ${missing.join('; ')}`,
      { hint: 'check that these objects exist and that the addresses can be reached from here' },
    );
  });
  try {
    await Promise.race([all, deadline]);
  } finally {
    done.abort();
  }
}
