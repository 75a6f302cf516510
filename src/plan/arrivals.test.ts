import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { shapeLoad } from './load-shape.ts';
import { seededRandom } from './random.ts';

type Stages = ScenarioFile['load']['stages'];

function shape(stages: Stages, arrivals: 'even' | 'poisson' = 'even', seed = 1) {
  const file: ScenarioFile = {
    name: 'a',
    load: { arrivals, stages },
    assertions: [{ kind: 'hpaUnchanged' }],
  };
  return shapeLoad(scenarioSchema.parse(file).load, seed);
}

it('spaces a hold evenly from its very start', () => {
  expect(shape([{ kind: 'hold', name: 'h', rate: 4, duration: '1s' }]).arrivals).toEqual([0, 250, 500, 750]);
});

it('places the arrivals of a ramp where its integral passes whole numbers', () => {
  const { arrivals } = shape([{ kind: 'ramp', name: 'r', from: 0, to: 8, duration: '2s' }]);
  // n(t) = 2 t^2, so the n-th arrival is at sqrt(n / 2) seconds.
  expect(arrivals.map(Math.round)).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => Math.round(Math.sqrt(n / 2) * 1000)),
  );
});

it('plays steps and spikes as levels', () => {
  const step = shape([{ kind: 'step', name: 's', from: 1, to: 3, steps: 3, duration: '3s' }]);
  expect(step.arrivals.map((ms) => Math.floor(ms / 1000))).toEqual([0, 1, 1, 2, 2, 2]);
  const spike = shape([{ kind: 'spike', name: 's', base: 1, peak: 4, duration: '3s' }]);
  expect(spike.arrivals.map((ms) => Math.floor(ms / 1000))).toEqual([0, 1, 1, 1, 1, 2]);
  expect(spike).toMatchObject({ peakRate: 4, peakFromMs: 1000, peakToMs: 2000 });
});

it('carries the rest of a stage over to the next, so that none is lost at the seams', () => {
  const third = { kind: 'hold', rate: 0.5, duration: '1s' } as const;
  const { arrivals, stages } = shape([
    { ...third, name: 'a' },
    { ...third, name: 'b' },
    { ...third, name: 'c' },
    { ...third, name: 'd' },
  ]);
  expect(arrivals).toEqual([0, 2000]);
  expect(stages.map((stage) => stage.arrivals)).toEqual([1, 0, 1, 0]);
});

const rate = fc.integer({ min: 0, max: 40 }).map((n) => n / 2);
const duration = fc.integer({ min: 1, max: 20 }).map((n) => `${n}s`);
const stage = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), rate, duration }),
  fc.record({ kind: fc.constant('ramp' as const), from: rate, to: rate, duration }),
  fc.record({
    kind: fc.constant('step' as const),
    from: rate,
    to: rate,
    steps: fc.integer({ min: 1, max: 9 }),
    duration,
  }),
);
const anyStages = fc
  .array(stage, { minLength: 1, maxLength: 6 })
  .map((list) => list.map((one, i) => ({ ...one, name: `s${i}` })));

it('sends as many images as the integral of the rate, ascending, each in one stage', () => {
  fc.assert(
    fc.property(anyStages, (stages) => {
      const { arrivals, loadMs, stages: planned } = shape(stages);
      const integral = stages.reduce((sum, s) => {
        const seconds = Number.parseInt(s.duration, 10);
        return (
          sum +
          seconds *
            (s.kind === 'hold' ? s.rate : s.kind === 'step' && s.steps === 1 ? s.to : (s.from + s.to) / 2)
        );
      }, 0);
      expect(Math.abs(arrivals.length - integral)).toBeLessThanOrEqual(1);
      expect(arrivals.every((at, i) => at >= (arrivals[i - 1] ?? 0) && at < loadMs)).toBe(true);
      expect(planned.reduce((sum, s) => sum + s.arrivals, 0)).toBe(arrivals.length);
    }),
  );
});

it('draws Poisson arrivals at the asked rate on average', () => {
  const counts = Array.from(
    { length: 40 },
    (_, seed) =>
      shape([{ kind: 'hold', name: 'h', rate: 10, duration: '20s' }], 'poisson', seed).arrivals.length,
  );
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  // 40 draws of mean 200 and deviation 14: the mean of them deviates by 2.2; four of those.
  expect(Math.abs(mean - 200)).toBeLessThan(9);
  expect(new Set(counts).size).toBeGreaterThan(5);
});

it('draws numbers in [0, 1) that differ by seed and fill the range evenly', () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  for (const seed of [0, 1, 2, -5, 2 ** 40]) {
    const numbers = draw(seed);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(Math.abs(numbers.reduce((a, b) => a + b, 0) / 10_000 - 0.5)).toBeLessThan(0.015);
  }
});
