import { expect, test } from 'vitest';
import { rateOf, valuePerBin } from './bins.ts';

test('a rate counts what falls into a bin, and the last bin is measured by its own width', () => {
  const { points } = rateOf({ from: 0, to: 2500, widthMs: 1000 }, [0, 100, 1500, 2100, 2200]);
  expect(points.map(({ value }) => value)).toEqual([2, 1, 4]);
});

test('a last bin of less than a third is left out: a run that is on would seem to stop in every picture', () => {
  const { points } = rateOf({ from: 0, to: 2200, widthMs: 1000 }, [0, 1500]);
  expect(points.map(({ value }) => value)).toEqual([1, 1]);
});

test('a bin without anything measured breaks the line', () => {
  const bins = { from: 0, to: 4000, widthMs: 1000 };
  const { points } = valuePerBin(
    bins,
    [100, 3100],
    (at) => at,
    (items) => items.length,
  );
  expect(points).toEqual([
    { at: 500, value: 1 },
    { at: 2500, value: null },
    { at: 3500, value: 1 },
  ]);
});
