import { describe, expect, it } from 'vitest';
import type { Clock } from '../../clock/clock.ts';
import type { ProbeSpec } from './pod-spec.ts';
import { keepProbing } from './prober.ts';

/** Probes a container that is healthy within the given stretches; returns when the verdict changed, in milliseconds. */
async function verdicts(
  probe: ProbeSpec,
  healthy: readonly (readonly [number, number])[],
  untilMs: number,
): Promise<readonly string[]> {
  let now = 0;
  const ending = new AbortController();
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += Math.max(0, ms);
      if (now > untilMs) ending.abort();
      ending.signal.throwIfAborted();
    },
  };
  const changes: string[] = [];
  const look = async () => {
    now += 1;
    const ok = healthy.some(([from, to]) => now >= from && now < to);
    return ok ? { ok: true as const } : { ok: false as const, detail: 'down' };
  };
  const listener = {
    onVerdict: (up: boolean) => changes.push(`${up ? 'up' : 'down'} at ${Math.round(now)}`),
  };
  await keepProbing(clock, probe, look, listener, ending.signal).catch(() => {});
  return changes;
}

describe('keepProbing', () => {
  it('sees within a tenth of a second that a container came up for the first time', async () => {
    const [first] = await verdicts({ periodSeconds: 10 }, [[3210, 1e9]], 60_000);
    expect(first).toMatch(/^up at 3[23]\d\d$/);
  });

  it('needs failureThreshold periods of failures before a container that was up is down', async () => {
    const seen = await verdicts({ periodSeconds: 10, failureThreshold: 3 }, [[0, 5000]], 60_000);
    expect(seen).toEqual(['up at 1', expect.stringMatching(/^down at 300\d\d$/)]);
  });

  it('gives a container that never comes up as many whole periods as its threshold says', async () => {
    const [first] = await verdicts({ periodSeconds: 2, failureThreshold: 3 }, [], 60_000);
    expect(first).toMatch(/^down at (59|60)\d\d$/);
  });

  it('does not call a container down for one failure between successes', async () => {
    const stretches = [
      [0, 9_000],
      [11_000, 1e9],
    ] as const;
    expect(await verdicts({ periodSeconds: 1, failureThreshold: 4 }, stretches, 60_000)).toEqual(['up at 1']);
  });

  it('waits for initialDelaySeconds and successThreshold', async () => {
    const probe = { periodSeconds: 1, initialDelaySeconds: 5, successThreshold: 3 };
    const [first] = await verdicts(probe, [[0, 1e9]], 60_000);
    expect(first).toMatch(/^up at 700\d$/);
  });
});
