import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { audit, changesOf, classesOf } from './audited-play.fixture.ts';
import { START } from './played-world.fixture.ts';

describe('an HPA that is edited in mid-run', () => {
  const load = (second: number) => (second < 4 ? 0 : second < 20 ? 110 : 25);
  const down = (stabilizationWindowSeconds: number) => ({ scaleDown: { stabilizationWindowSeconds } });
  const edits = [
    { at: 8, hpa: { maxReplicas: 5, metric: { averageValue: '10' } } },
    { at: 23, hpa: { maxReplicas: 5, metric: { averageValue: '10' }, behavior: down(2) } },
  ];

  it('is followed: each decision is recomputed from the spec that was in force', () => {
    const done = audit({ load, edits });
    expect(done.summary).toMatchObject({ divergences: [], equal: done.summary.syncs });
    // Without the window that was edited in, the five would have stayed until 40 s.
    expect(changesOf(done)).toEqual([4, 6, 5, 2, 3]);
  });

  it.each([
    ['later than', { hpaLateMs: 150 }, 23.2, 0, 'seen here 76 ms after the read, counted already'],
    ['sooner than', {}, 23.2, 100, 'seen here 69 ms before the read, did not count yet'],
  ])(
    'is followed although our watch tells of an edit %s its controller has it',
    (_, late, at, controllerLateMs, told) => {
      // The HPA syncs at 23.264 s, and by this edit it scales in at once.
      const done = audit({ load, ...late, edits: [edits[0]!, { at, hpa: edits[1]!.hpa, controllerLateMs }] });
      expect(done.summary.divergences).toEqual([]);
      expect(done.syncs.flatMap(({ flux }) => flux ?? [])).toContain(`the HPA was edited, ${told}`);
    },
  );

  it('is forgotten by its controller when it is deleted and made again, which is no fault', () => {
    const hpa = {
      behavior: { scaleUp: { policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 20 }] } },
    };
    const done = audit({ hpa, edits: [{ at: 9.5, hpa, isRemade: true }] });
    expect(classesOf(done)).toEqual(['controller-restart']);
    expect(done.summary.divergences[0]).toMatchObject({ recomputed: 2, observed: 3 });
    expect(done.summary.divergences[0]!.why).toContain('the HPA was deleted, and made again at');
    expect(done.summary.explained).toBe(done.summary.syncs);
  });

  it('leaves decisions unknown where only the plan tells of a spec', () => {
    const done = audit({ load, edits, isSpecTold: false });
    expect(classesOf(done)).toEqual(['unknown-input']);
    expect(done.summary.divergences[0]?.why).toContain('its behavior since then is not on record');
  });

  it('leaves decisions unknown where it goes by a metric whose reads are not on record', () => {
    const done = audit({ load }, (seen) =>
      seen.flatMap((one): readonly Observation[] => {
        if (one.kind !== 'hpaSpec') return [one];
        const cpu = {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        };
        const metrics = [...(one.spec.metrics as readonly object[]), cpu];
        const spec = { ...one.spec, metrics };
        return [one, { ...one, at: START + 6000, specVersion: 'two', spec }];
      }),
    );
    expect(classesOf(done)).toEqual(['unknown-input']);
    expect(done.summary.divergences[0]?.why).toContain('the HPA has 2 metrics then, and only reads of');
  });
});
