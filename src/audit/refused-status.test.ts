import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { audit, classesOf } from './audited-play.fixture.ts';
import { START } from './played-world.fixture.ts';

describe('a status that the API server refused, because the one before it had only just been written', () => {
  // The late sync reads 54, the refused one 48.
  const load = (second: number) => {
    if (second < 3) return 0;
    if (second < 14) return 57;
    return second < 14.12 ? 54 : 48;
  };

  it.each([
    ['the same', 48],
    ['something else', 51],
  ])('is no divergence where the sync after it read %s', (_what, then) => {
    const done = audit({ load: (second) => (second < 15 ? load(second) : then), lateSyncAt: 13 });
    expect(done.summary.divergences).toEqual([]);
    expect(done.summary.equal).toBe(done.summary.syncs);
    expect(done.syncs.flatMap(({ flux }) => flux ?? []).length).toBe(1);
  });

  const isRefused = (seen: Observation) => seen.kind === 'event' && seen.reason === 'FailedUpdateStatus';
  // At 8 s the size stays, and the mean is another than before; at 10 s it changes.
  const busier = (second: number) => (second < 3 ? 0 : second < 7.5 ? 55 : second < 9.5 ? 50 : 130);

  it.each([8, 10])(
    'is no divergence where the controller says that it was refused, %i s into the run',
    (refusedAt) => {
      const done = audit({ load: busier, refusedAt });
      expect(done.summary.divergences).toEqual([]);
      expect(done.summary.equal).toBe(done.summary.syncs);
      expect(done.syncs.flatMap(({ flux }) => flux ?? [])).toEqual([
        'the API server refused its status (event FailedUpdateStatus)',
      ]);
    },
  );

  it('is one where the controller did not say so', () => {
    const done = audit({ load: busier, refusedAt: 10 }, (seen) => seen.filter((one) => !isRefused(one)));
    expect(done.summary.divergences.length).toBeGreaterThan(0);
  });

  it('excuses no other size than the rules give', () => {
    const done = audit({ load: busier, refusedAt: 10 }, (seen) =>
      seen.map((one) => (one.kind === 'replicas' && one.at > START + 10_000 ? { ...one, desired: 9 } : one)),
    );
    expect(done.summary.divergences.length).toBeGreaterThan(0);
  });

  it('is one where the API server had no reason to refuse it', () => {
    const done = audit({ load: (second) => (second < 15 ? load(second) : 51) }, (seen) => {
      const missed = seen.findIndex((one) => one.kind === 'hpa' && one.at > START + 14_100);
      return seen.toSpliced(missed, 1);
    });
    expect(classesOf(done)).toEqual(['our-bug']);
  });
});
