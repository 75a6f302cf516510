import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceCeiling } from './draw-axis.ts';
import { pathOf, thin } from './plot.ts';
import { tickLabel, timeTicks } from './time-axis.ts';

const span = { from: 0, to: 10_000 };
const frame = { left: 0, right: 100, top: 0, bottom: 50 };

test('a missing value lifts the pen, and a step holds its value to the end', () => {
  const points = [
    { at: 0, value: 1 },
    { at: 2000, value: null },
    { at: 4000, value: 2 },
  ];
  expect(pathOf({ shape: 'step', points }, 2, span, frame)).toBe('M0 25H20M40 0H100');
  expect(pathOf({ shape: 'line', points }, 2, span, frame)).toBe('M0 25M40 0');
});

test('a step that began before the span is drawn from its edge', () => {
  const points = [{ at: -5000, value: 2 }];
  expect(pathOf({ shape: 'step', points }, 2, span, frame)).toBe('M0 0H100');
});

test('thinning keeps the highest and the lowest value and never grows', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 50 }), (list, limit) => {
      const curve = { shape: 'line' as const, points: list.map((value, at) => ({ at, value })) };
      const kept = thin(curve, limit).points.map((point) => point.value ?? Number.NaN);
      expect(Math.max(...kept)).toBe(Math.max(...list));
      expect(Math.min(...kept)).toBe(Math.min(...list));
      expect(kept.length).toBeLessThanOrEqual(Math.max(2, limit));
    }),
  );
});

test('a line that crosses the edge of what is shown is drawn up to the edge', () => {
  const points = [
    { at: -5000, value: 0 },
    { at: 5000, value: 2 },
    { at: 15_000, value: 0 },
  ];
  expect(pathOf({ shape: 'line', points }, 2, span, frame)).toBe('M0 25L50 0L100 25');
});

test('a stretch of less than a second has marks of its own', () => {
  const ticks = timeTicks({ from: 9200, to: 9900 }, 0, 4);
  expect(ticks.map(tickLabel)).toEqual(['9.2s', '9.4s', '9.6s', '9.8s']);
  expect([-3000, 120_000, 754_000].map(tickLabel)).toEqual(['−3s', '2:00', '12:34']);
});

test('the axis ends at a round number and names whole seconds from load start', () => {
  expect([0, 0.7, 5.3, 97, 101].map(niceCeiling)).toEqual([1, 0.8, 6, 100, 120]);
  expect(timeTicks({ from: 7000, to: 61_000 }, 10_000, 6)).toEqual([
    0, 10_000, 20_000, 30_000, 40_000, 50_000,
  ]);
});
