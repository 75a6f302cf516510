import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { resolveTiming } from '../plan/timing.ts';
import { readScenario } from '../scenario/load-scenario.ts';
import { predictRun } from './predict.ts';
import { openTwinTarget } from './twin-target.ts';

const file = 'scenarios/fast-style-transfer.yaml';
const shipped = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

function planOf(text: string): Plan {
  const { scenario } = readScenario(text, file);
  return makePlan(scenario, resolveTiming(scenario), scenario.seed);
}

it('expects of the shipped scenario what its text says: out to 4 or more, in again, and nothing lost', () => {
  const plan = planOf(shipped);
  const prediction = predictRun(plan)!;
  const { peakReplicas, scaleInMs, atMinMs, imagesOk, imagesLost } = prediction.figures;
  expect(prediction.draws).toBe(25);
  expect(peakReplicas!.low).toBeGreaterThanOrEqual(4);
  expect(peakReplicas!.high).toBeLessThanOrEqual(10);
  // The window of 20 s holds from the last high recommendation on; the last pods go when it is over.
  expect(scaleInMs!.median).toBeGreaterThan(10_000);
  expect(atMinMs!.low).toBeGreaterThan(19_000);
  const images = plan.arrivals.length;
  expect(imagesOk).toEqual({ low: images, median: images, high: images });
  expect(imagesLost?.high).toBe(0);
  expect(prediction.trajectory[0]).toEqual({ low: 1, median: 1, high: 1 });
  expect(predictRun(planOf(shipped))).toEqual(prediction);
});

it('says nothing of a plan that would keep its reader waiting, nor of pods that would not start', () => {
  expect(predictRun(planOf(shipped.replace('rate: 15,', 'rate: 9000,')))).toBeUndefined();
  const unable = shipped.replace("KERNEL_MS: '62'", 'KERNEL_MS: fast');
  expect(predictRun(planOf(unable))).toBeUndefined();
  const { scenario } = readScenario(unable, file);
  const open = () => openTwinTarget({ scenario, clock: systemClock, tell: () => {} });
  expect(open).toThrow("KERNEL_MS is 'fast'");
});
