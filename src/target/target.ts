import type { Plan } from '../plan/plan.ts';
import type { Timing } from '../plan/timing.ts';
import type { RunCleanup } from '../record/run-record.ts';
import type { Emit } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** Why a target stopped executing, and when, where it has a time of its own. */
export type Execution =
  | { readonly reason: 'completed'; readonly endedAt?: Instant }
  | {
      readonly reason: 'target-lost' | 'budget-spent' | 'interrupted';
      readonly detail: string;
      readonly endedAt?: Instant;
    };

/** What was left when a target was closed. */
export interface TornDown {
  /** What could not be removed, a line each; empty when all is. */
  readonly left: readonly string[];
  /** What was seen of the run's objects, for its record; absent where nothing was put up at all. */
  readonly seen?: RunCleanup;
}

/**
 * The one seam: a target runs a plan and emits observations. Everything after it cannot tell a cluster
 * from the lab or the twin, so this interface stays tiny.
 */
export interface Target {
  readonly name: 'lab' | 'cluster' | 'twin';
  readonly emulated: boolean;
  /** How long each layer takes here, as read from the live configuration. */
  readonly timing: Timing;
  readonly versions: Readonly<Record<string, string>>;
  /** Applies, loads, samples and settles; what it applied is removed by `close`. Rejects when the signal aborts, or says so. */
  execute(plan: Plan, emit: Emit, signal: AbortSignal): Promise<Execution>;
  /** Log files of the target's components by name, for a run that did not pass; empty where none can be had. */
  logs(): Promise<ReadonlyMap<string, string>>;
  /** Removes everything the run put up, each step with its own deadline, and says what came of it. */
  close(): Promise<TornDown>;
}
