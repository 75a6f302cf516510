import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstSync, nextSync } from './sync-schedule.ts';
import { readTrace } from './trace/read-trace.ts';
import { replay } from './trace/replay.ts';

const P = { syncPeriodMs: 15_000, controllerStart: 0 };

/** Starts of so many syncs that take `latencyMs` each. */
function starts(first: number, latencyMs: number, count: number): readonly number[] {
  const found = [first];
  while (found.length < count) {
    const startedAt = found.at(-1)!;
    found.push(nextSync({ ...P, startedAt, endedAt: startedAt + latencyMs }));
  }
  return found;
}

describe('when an HPA is synced', () => {
  it('is every period when calls take no time', () => {
    expect(starts(15_000, 0, 4)).toEqual([15_000, 30_000, 45_000, 60_000]);
  });

  it('is exactly every period from the beginning for an HPA older than its controller', () => {
    expect(starts(firstSync(-5000, 0, 15_000), 50, 3)).toEqual([15_000, 30_000, 45_000]);
  });

  it('drifts by the latency for a younger one, until a resync tick falls inside a sync and locks it', () => {
    const found = starts(firstSync(14_880, 0, 15_000), 50, 6);
    expect(found).toEqual([29_880, 44_930, 59_980, 75_000, 90_000, 105_000]);
  });

  it('is never before the end of the sync before', () => {
    expect(nextSync({ ...P, startedAt: 14_000, endedAt: 31_000 })).toBe(31_000);
  });

  it('is what the real controller did in the traces where nobody restarted it or deleted the HPA', () => {
    const path = new URL('../../fixtures/hpa/loop.jsonl', import.meta.url);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    let compared = 0;
    for (const line of lines) {
      const raw = JSON.parse(line) as { readonly controller: { readonly controllerStartMs?: number } };
      const trace = readTrace(raw);
      if (trace.actions.some(({ kind }) => kind !== 'edit')) continue;
      const controllerStart = raw.controller.controllerStartMs ?? 0;
      const syncs = replay(trace);
      syncs.slice(1).forEach(({ tMs }, index) => {
        const { tMs: startedAt, endedAt } = syncs[index]!;
        const { syncPeriodMs } = trace;
        expect(nextSync({ startedAt, endedAt, syncPeriodMs, controllerStart })).toBe(tMs);
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
