import { describe, expect, it } from 'vitest';
import { audit, classesOf } from './audited-play.fixture.ts';
import { START } from './played-world.fixture.ts';

describe('a controller that was struck or is another', () => {
  it('has restarted when its reads pause and an empty memory explains what it does', () => {
    // The high proposal of before is forgotten, and the size of then holds for a new window.
    const load = (second: number) => (second < 14 ? 90 : 0);
    const done = audit({ restartAt: 25, load });
    expect(classesOf(done)).toEqual(['controller-restart']);
    expect(done.summary.divergences[0]?.why).toMatch(/it read nothing for \d/);
    expect(done.summary.explained).toBe(done.summary.syncs);
  });

  it('has restarted when it was struck, though its reads hardly pause', () => {
    const hpa = {
      behavior: { scaleUp: { policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 20 }] } },
    };
    const blow = { kind: 'component', at: START + 9500, component: 'kube-controller-manager' } as const;
    const done = audit({ forgetAt: 9.5, hpa }, (seen) => [...seen, { ...blow, change: 'struck' }]);
    expect(done.summary.divergences).toHaveLength(1);
    expect(done.summary.divergences[0]).toMatchObject({
      class: 'controller-restart',
      recomputed: 2,
      observed: 3,
    });
    expect(done.summary.divergences[0]?.why).toContain('kube-controller-manager was struck at');
  });

  it.each([
    ['a shorter window', { downscaleStabilizationMs: 9000 }, /downscale-stabilization=(9|10)s/],
    ['a longer window', { downscaleStabilizationMs: 30_000 }, /downscale-stabilization=30s/],
    ['another tolerance', { tolerance: 0.3 }, /tolerance=0\.[23]/],
  ])('has other flags when %s makes every decision right', (_, flags, told) => {
    const load = (second: number) => (second < 5 ? 0 : second < 15 ? 90 : second < 22 ? 75 : 0);
    const done = audit({ flags, load });
    expect(classesOf(done)).toEqual(['other-version-or-flags']);
    expect(done.summary.divergences[0]?.why).toMatch(told);
  });

  it('has two other flags when no single one makes every decision right', () => {
    const load = (second: number) => (second < 5 ? 0 : second < 15 ? 90 : second < 22 ? 75 : 0);
    const flags = { tolerance: 0.3, downscaleStabilizationMs: 9000 };
    const done = audit({ flags, load });
    expect(classesOf(done)).toEqual(['other-version-or-flags']);
    const why = done.summary.divergences[0]!.why;
    expect(why).toMatch(/tolerance=0\.(2|25|3|4)/);
    expect(why).toMatch(/downscale-stabilization=(9|10)s/);
  });

  it('is overruled by another writer when a size comes that it did not set', () => {
    const done = audit({ scaled: { at: 12, to: 8 } });
    expect(classesOf(done)).toEqual(['another-writer']);
    expect(done.summary.divergences[0]?.why).toMatch(/spec\.replicas went \d -> 8/);
    // What the HPA makes of the size that it finds is right all the same.
    expect(done.summary.equal).toBe(done.summary.syncs);
  });

  it('is said to differ by our own fault only when nothing else is left', () => {
    const done = audit({}, (seen) =>
      seen.map((one) =>
        one.kind === 'hpa' && one.desired === 6 && one.current === 4 ? { ...one, desired: 7 } : one,
      ),
    );
    expect(classesOf(done)).toContain('our-bug');
    expect(done.summary.divergences.find((one) => one.class === 'our-bug')?.why).toContain(
      'the rules give 6, the HPA set 7',
    );
  });
});
