import type { Clock } from '../clock/clock.ts';
import type { Emit } from '../sample/observation.ts';
import type { Strike } from '../scenario/schema.ts';
import type { Instant } from '../units/instant.ts';

/** Strikes one component and says what it did. */
export type StrikeHard = (component: Strike['component']) => Promise<string>;

/** Plays the strikes of a scenario, each at its time after load start; what was struck is on record. */
export async function playStrikes(
  strikes: readonly Strike[],
  loadStart: Instant,
  clock: Clock,
  strike: StrikeHard,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  for (const planned of strikes.toSorted((a, b) => a.at - b.at)) {
    await clock.sleep(Math.max(0, loadStart + planned.at - clock.now()), signal);
    const detail = await strike(planned.component);
    emit({ kind: 'component', at: clock.now(), component: planned.component, change: 'struck', detail });
  }
}
