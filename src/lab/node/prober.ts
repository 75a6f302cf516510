import type { Clock } from '../../clock/clock.ts';
import type { ProbeSpec } from './pod-spec.ts';
import type { ProbeResult } from './probe.ts';

/** Between two looks of one period, while a container has never been healthy. */
const EAGER_MS = 100;
/** A container that is not healthy by now is looked at once a period. */
const EAGER_FOR_MS = 30_000;

/** Whom a probe tells what. */
export interface ProbeListener {
  /** Each time the verdict changes, after `successThreshold` or `failureThreshold` looks in a row. */
  onVerdict(healthy: boolean, detail: string): void;
  /** Each look that failed and counts. */
  onFailure?(detail: string): void;
}

/**
 * Looks at a container for as long as the signal lets it, once a period. Until the first success it looks again
 * within the period, so that a container that is up shows at once and not up to a period later; only the last
 * look of a period counts as a failure, so that thresholds last as long as they do on a kubelet.
 */
export async function keepProbing(
  clock: Clock,
  probe: ProbeSpec,
  look: () => Promise<ProbeResult>,
  listener: ProbeListener,
  signal: AbortSignal,
): Promise<void> {
  const periodMs = 1000 * (probe.periodSeconds ?? 10);
  const tally = new Tally(probe, listener);
  await clock.sleep(1000 * (probe.initialDelaySeconds ?? 0), signal);
  const eagerUntil = clock.now() + EAGER_FOR_MS;
  for (let startedAt = clock.now(); ; startedAt += periodMs) {
    const eager = !tally.everHealthy && startedAt < eagerUntil;
    const result = await lookInPeriod(clock, look, eager ? startedAt + periodMs : startedAt, signal);
    signal.throwIfAborted();
    tally.count(result);
    startedAt = Math.max(startedAt, clock.now() - periodMs);
    await clock.sleep(startedAt + periodMs - clock.now(), signal);
  }
}

async function lookInPeriod(
  clock: Clock,
  look: () => Promise<ProbeResult>,
  until: number,
  signal: AbortSignal,
): Promise<ProbeResult> {
  for (;;) {
    const result = await look();
    if (result.ok || clock.now() + EAGER_MS >= until) return result;
    await clock.sleep(EAGER_MS, signal);
  }
}

class Tally {
  everHealthy = false;
  readonly #probe: ProbeSpec;
  readonly #listener: ProbeListener;
  #verdict: boolean | undefined;
  #streak = 0;
  #last: boolean | undefined;

  constructor(probe: ProbeSpec, listener: ProbeListener) {
    this.#probe = probe;
    this.#listener = listener;
  }

  count(result: ProbeResult): void {
    this.#streak = this.#last === result.ok ? this.#streak + 1 : 1;
    this.#last = result.ok;
    if (result.ok) this.everHealthy = true;
    else this.#listener.onFailure?.(result.detail);
    const threshold = result.ok ? (this.#probe.successThreshold ?? 1) : (this.#probe.failureThreshold ?? 3);
    if (this.#streak < threshold || this.#verdict === result.ok) return;
    this.#verdict = result.ok;
    this.#listener.onVerdict(result.ok, result.ok ? '' : result.detail);
  }
}
