import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeNames } from './stage-names.ts';

test('a stage too short for its name is named in full, and the next one stands in the row below', () => {
  const names = [
    { x: 70, text: 'warm-up' },
    { x: 88, text: 'steady' },
    { x: 230, text: 'load end', moment: true },
  ];
  expect(placeNames(names, 400)).toEqual([
    { x: 74, y: 11, anchor: 'start' },
    { x: 92, y: 23, anchor: 'start' },
    { x: 234, y: 11, anchor: 'start' },
  ]);
});

test('at the right edge the name of a moment stands before it, and that of a stage is left out', () => {
  const [stage] = placeNames([{ x: 380, text: 'cool-down' }], 400);
  expect(stage).toBeUndefined();
  expect(placeNames([{ x: 380, text: 'load end', moment: true }], 400)).toEqual([
    { x: 376, y: 11, anchor: 'end' },
  ]);
});

test('no name ever lies over another', () => {
  const stages = fc.array(fc.integer({ min: 40, max: 400 }), { maxLength: 30 });
  fc.assert(
    fc.property(stages, fc.boolean(), (xs, moment) => {
      const names = xs.toSorted((a, b) => a - b).map((x) => ({ x, text: 'stage-name', moment }));
      const boxes = placeNames(names, 400).flatMap((placed) => {
        if (placed === undefined) return [];
        const from = placed.anchor === 'start' ? placed.x : placed.x - 62;
        return [{ y: placed.y, from, to: from + 62 }];
      });
      for (const [i, one] of boxes.entries()) {
        const under = boxes.slice(i + 1).filter(({ y }) => y === one.y);
        expect(under.filter(({ from, to }) => from < one.to && one.from < to)).toEqual([]);
      }
    }),
  );
});
