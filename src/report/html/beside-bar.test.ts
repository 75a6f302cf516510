import { expect, test } from 'vitest';
import { besideBar } from './beside-bar.ts';

const frame = { left: 0, right: 400 };

test('a name stands in its bar where there is room, else beside it', () => {
  expect(besideBar({ from: 10, to: 300 }, 'scalesIn', frame)).toEqual({ x: 14, anchor: 'start' });
  expect(besideBar({ from: 10, to: 60 }, 'metricBeforeScaleOut', frame)).toEqual({ x: 64, anchor: 'start' });
  expect(besideBar({ from: 340, to: 390 }, 'dutyCycleZero', frame)).toEqual({ x: 336, anchor: 'end' });
});

test('a name without room anywhere stands at the right edge', () => {
  const { x, anchor } = besideBar({ from: 60, to: 100 }, 'metricBeforeScaleOut', { left: 0, right: 130 });
  expect([x, anchor]).toEqual([6, 'start']);
});
