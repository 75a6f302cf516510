import type { Instant } from '../units/instant.ts';

/** A sync that is over, and what decides when the next one comes. */
export interface FinishedSync {
  readonly startedAt: Instant;
  /** When its status was written, or it ended without a write. */
  readonly endedAt: Instant;
  /** --horizontal-pod-autoscaler-sync-period. */
  readonly syncPeriodMs: number;
  /** The informer's resync ticks are whole periods from here. */
  readonly controllerStart: Instant;
}

/**
 * When the next sync starts. The key waits one period from its status write or its end; but a resync tick that falls
 * inside a running sync comes first, and from then on syncs are exactly one period apart. There is no back-off, and
 * editing the HPA brings nothing forward. Go: `processNextWorkItem` and client-go's delaying queue.
 */
export function nextSync({ startedAt, endedAt, syncPeriodMs, controllerStart }: FinishedSync): Instant {
  const ticks = Math.ceil((startedAt - controllerStart) / syncPeriodMs);
  const tick = controllerStart + ticks * syncPeriodMs;
  // Two syncs of one key never overlap: one that is due before the end starts at the end.
  return Math.max(Math.min(tick, endedAt) + syncPeriodMs, endedAt);
}

/** When the first sync starts: a period after the controller, or after an HPA that came later. */
export function firstSync(hpaCreated: Instant, controllerStart: Instant, syncPeriodMs: number): Instant {
  return Math.max(hpaCreated, controllerStart) + syncPeriodMs;
}
