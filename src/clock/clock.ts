import type { Instant } from '../units/instant.ts';

/** A clock that can only be read. */
export interface PassiveClock {
  now(): Instant;
}

/** A clock that can also be waited on; `now` and `sleep` always come from the same one. */
export interface Clock extends PassiveClock {
  /** Resolves after `ms`, or rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
