import type { Clock } from '../clock/clock.ts';
import type { Files } from '../host/host.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit } from '../sample/observation.ts';

/** What a load needs to get ready. */
export interface LoadSpec {
  readonly plan: Plan;
  /** Root of the service, for example `http://127.96.0.12:5000`. */
  readonly baseUrl: string;
  /** HTTP proxy between k6 and the service; none when left out, whatever this process's environment says. */
  readonly proxyUrl?: string;
  /** Path of the k6 binary. */
  readonly k6Binary: string;
  /** Folder for the corpus and k6's own files; it is created and left to the caller. */
  readonly folder: string;
  /** File that k6's summary is written to; default `k6-summary.json` in `folder`. */
  readonly summaryFile?: string;
  readonly clock: Clock;
  readonly files: Pick<Files, 'makeFolder' | 'writeBytes' | 'writeText' | 'readBytes' | 'exists'>;
}

/** How a load ended. */
export interface LoadResult {
  /** The generator itself finished in order. */
  readonly completed: boolean;
  /** What it said if not. */
  readonly detail?: string;
  readonly sent: number;
  /** Arrivals of the plan that were not sent. */
  readonly dropped: number;
  /** Whether nothing is left that could send. */
  readonly stopped: boolean;
}

/** A load under way. Its observations go to `emit`; the `end` edge is the last but for images still being decoded. */
export interface RunningLoad {
  /** Process id of the generator; `undefined` when there is none. Strikes aim at it. */
  readonly pid: number | undefined;
  /** Resolves when the load is over and all of it was emitted; never rejects. */
  readonly finished: Promise<LoadResult>;
  /** Ends the load early; resolves when its generator is gone. */
  stop(): Promise<void>;
}

/** A load that has everything it needs and has sent nothing yet. */
export interface PreparedLoad {
  start(emit: Emit, signal: AbortSignal): RunningLoad;
}
