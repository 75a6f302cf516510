import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { auditRecord } from './audit-record.ts';
import { inferController, inferredWords } from './infer-controller.ts';
import { planOf, play, timelineOf } from './played-hpa.fixture.ts';
import type { Play } from './played-world.fixture.ts';

function infer(what: Play, doctor = (seen: readonly Observation[]) => seen) {
  const timeline = timelineOf(doctor(play(what)));
  return inferController(timeline, auditRecord(planOf(what), timeline));
}

describe('S7: sync period and down-scale window, inferred from what a controller did', () => {
  it.each([5_000, 20_000, 30_000])(
    'a window of %d ms is found to a sync, although the plan says 20 s',
    (downscaleStabilizationMs) => {
      const { syncPeriod, downscaleWindow } = infer({ flags: { downscaleStabilizationMs }, seconds: 80 });
      expect(syncPeriod).toMatchObject({ basis: 'reads', ms: 1012 });
      expect(downscaleWindow!.overMs).toBeLessThan(downscaleStabilizationMs);
      expect(downscaleWindow!.atMostMs).toBeGreaterThanOrEqual(downscaleStabilizationMs);
      expect(downscaleWindow!.atMostMs - downscaleWindow!.overMs).toBeLessThan(1100);
    },
  );

  it('the status stands for the reads where nothing logs them', () => {
    const { syncPeriod } = infer({}, (seen) => seen.filter(({ kind }) => kind !== 'hpaRead'));
    expect(syncPeriod?.basis).toBe('status');
    expect(syncPeriod?.ms).toBeGreaterThanOrEqual(1000);
    expect(syncPeriod?.ms).toBeLessThan(1100);
  });

  it('a run without a scale-in says nothing of the window, and an empty one nothing at all', () => {
    const early = infer({ seconds: 15 });
    expect(early.syncPeriod).toBeDefined();
    expect(early.downscaleWindow).toBeUndefined();
    expect(
      inferredWords(
        infer({}, (seen) => seen.slice(0, 1)),
        false,
      ),
    ).toEqual([
      'too few syncs to infer the sync period',
      'no scale-in from which to infer the down-scale window',
    ]);
  });
});
