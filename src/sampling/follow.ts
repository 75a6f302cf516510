import { errorText } from '../errors/scaleproof-error.ts';
import type { KubeObject } from '../kube/objects.ts';
import { watchObjects } from '../kube/watch.ts';
import type { ObjectChange } from '../kube/watch-types.ts';
import type { Emit, GapSource } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import type { GapLedger } from './gap-ledger.ts';
import type { SamplingOptions } from './what-to-sample.ts';

/** What the watches share. */
export interface WatchContext extends Pick<SamplingOptions, 'connection' | 'clock' | 'workload' | 'signal'> {
  readonly emit: Emit;
  readonly ledger: GapLedger;
}

/** A running watch; it ends with the signal. */
export interface RunningWatch {
  readonly thing: string;
  /** Resolves when everything that was there at the start has been seen; rejects when that is impossible. */
  readonly synced: Promise<void>;
  /** Resolves when the watch has ended; never rejects. */
  readonly ended: Promise<void>;
}

/** What is done with the objects of one watch. */
export interface Following<T extends KubeObject> {
  readonly source: GapSource;
  readonly thing: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly onSync: (objects: readonly T[], at: Instant) => void;
  readonly onChange: (change: ObjectChange<T>) => void;
}

/** Starts one watch. A watch that ends before its signal is a gap for the rest of the run. */
export function follow<T extends KubeObject>(context: WatchContext, following: Following<T>): RunningWatch {
  const { connection, clock, signal, ledger } = context;
  const { source, thing, path, query, onSync, onChange } = following;
  const synced = Promise.withResolvers<void>();
  synced.promise.catch(() => {
    // Whoever waits for it is told; one that nobody waits for must not end the process.
  });
  const ended = watchObjects<T>(
    connection,
    clock,
    { path, ...(query ? { query } : {}), signal },
    {
      onSync: (objects, receivedAt) => {
        onSync(objects, receivedAt);
        synced.resolve();
      },
      onChange,
      onGap: (gap) => ledger.enter(source, gap),
    },
  ).catch((error: unknown) => {
    ledger.open(source, thing, clock.now(), `the watch of ${thing} ended: ${errorText(error)}`);
    synced.reject(error);
  });
  return { thing, synced: synced.promise, ended };
}
