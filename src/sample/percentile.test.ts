import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

test('a percentile is one of the values, by nearest rank', () => {
  expect(percentile([40, 10, 30, 20], 50)).toBe(20);
  expect(percentile([40, 10, 30, 20], 51)).toBe(30);
  expect(percentile([40, 10, 30, 20], 100)).toBe(40);
});

test('no values have no percentile', () => {
  expect(percentile([], 95)).toBeUndefined();
});
