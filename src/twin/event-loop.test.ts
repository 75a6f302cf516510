import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventLoop } from './event-loop.ts';

it('lets things happen in order of time, and in order of planning at the same instant', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (times) => {
      const loop = new EventLoop(0);
      const happened: { readonly time: number; readonly planned: number }[] = [];
      for (const [planned, time] of times.entries()) {
        loop.at(time, () => {
          expect(loop.now).toBe(time);
          happened.push({ time, planned });
        });
      }
      loop.advance(20);
      const expected = times.map((time, planned) => ({ time, planned }));
      expect(happened).toEqual(expected.sort((a, b) => a.time - b.time || a.planned - b.planned));
    }),
  );
});

it('stands where it was told to go, and takes what was planned for the past next', () => {
  const loop = new EventLoop(100);
  const seen: number[] = [];
  loop.advance(250);
  loop.at(120, () => seen.push(loop.now));
  expect(loop.now).toBe(250);
  loop.advance(250);
  expect(seen).toEqual([250]);
});

it('keeps a beat on its grid, whatever happens in between', () => {
  const loop = new EventLoop(0);
  const beats: number[] = [];
  loop.every(5, 10, () => beats.push(loop.now));
  loop.at(12, () => loop.after(1, () => undefined));
  loop.advance(36);
  expect(beats).toEqual([5, 15, 25, 35]);
});
