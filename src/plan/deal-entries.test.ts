import { expect, it } from 'vitest';
import { planOf } from '../load/plan.fixture.ts';
import { dealEntries, vusFor } from './deal-entries.ts';

const steady = (rate: number, more: object = {}) =>
  planOf({ stages: [{ kind: 'hold', name: 'steady', rate, duration: '60s' }], ...more });

it('keeps every arrival of the plan at its instant', () => {
  const plan = steady(10);
  expect(dealEntries(plan, 5).map(([atMs]) => atMs)).toEqual(plan.arrivals);
});

it('uses the styles in turn, and only images that there are', () => {
  const entries = dealEntries(steady(10, { styles: [4, 9] }), 5);
  expect(entries.slice(0, 4).map(([, , style]) => style)).toEqual([4, 9, 4, 9]);
  expect([...new Set(entries.map(([, image]) => image))].sort()).toEqual([0, 1, 2, 3, 4]);
});

it('closes one connection in so many requests, and all when each has its own', () => {
  const closed = (requestsPerConnection: number) =>
    dealEntries(steady(10, { requestsPerConnection }), 5).filter(([, , , close]) => close === 1).length;
  expect(closed(4)).toBeGreaterThan(600 / 4 / 1.5);
  expect(closed(4)).toBeLessThan((600 / 4) * 1.5);
  expect(closed(1)).toBe(600);
});

it('hands as many answers to the runner as asked, from the whole length of the load', () => {
  const decoded = dealEntries(steady(10, { decodeSample: 6 }), 5).filter(([, , , , decode]) => decode === 1);
  const tenths = decoded.map(([atMs]) => Math.floor(atMs / 10_000));
  expect(tenths).toEqual([0, 1, 2, 3, 4, 5]);
});

it('hands over every answer when there are fewer than asked', () => {
  const entries = dealEntries(steady(0.1, { decodeSample: 1000 }), 5);
  expect(entries.every(([, , , , decode]) => decode === 1)).toBe(true);
});

it('deals the same hand again for the same plan', () => {
  expect(dealEntries(steady(10), 5)).toEqual(dealEntries(steady(10), 5));
});

it('plays with more VUs at a higher rate, within reason', () => {
  expect([1, 30, 100, 5000].map((rate) => vusFor(steady(Math.min(rate, 1000))))).toEqual([1, 2, 4, 8]);
});
