import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels } from './mark-labels.ts';

test('marks with room have a text each', () => {
  const marks = [
    { x: 10, text: '→2' },
    { x: 60, text: '→4' },
  ];
  expect(placeLabels(marks, 0, 200)).toEqual([
    { x: 14, anchor: 'start', text: '→2' },
    { x: 64, anchor: 'start', text: '→4' },
  ]);
});

test('marks that stand close together share one text after the last of them', () => {
  const marks = [10, 14, 20].map((x, index) => ({ x, text: `→${index + 2}` }));
  expect(placeLabels(marks, 0, 200)).toEqual([{ x: 24, anchor: 'start', text: '→2 →3 →4' }]);
  const many = Array.from({ length: 9 }, (_, index) => ({ x: 10 + index, text: `→${index}` }));
  expect(placeLabels(many, 0, 200).map(({ text }) => text)).toEqual(['→0 … →8']);
});

test('at the right edge the text stands before its mark, or is left out where there is no room either', () => {
  expect(placeLabels([{ x: 195, text: '→1' }], 0, 200)).toEqual([{ x: 191, anchor: 'end', text: '→1' }]);
  const crowded = [
    { x: 170, text: '→5' },
    { x: 195, text: '→1' },
  ];
  expect(placeLabels(crowded, 150, 200).map(({ text }) => text)).toEqual(['→5']);
});

test('no text ever lies over another or over a mark, nor leaves its lane', () => {
  const marks = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(marks, (xs) => {
      const sorted = xs.toSorted((a, b) => a - b).map((x, index) => ({ x, text: `→${index}` }));
      const boxes = placeLabels(sorted, 0, 400).map(({ x, anchor, text }) => {
        const width = text.length * 6.2;
        return anchor === 'start' ? { from: x, to: x + width } : { from: x - width, to: x };
      });
      for (const [index, { from, to }] of boxes.entries()) {
        expect(from).toBeGreaterThanOrEqual(index === 0 ? 0 : boxes[index - 1]!.to);
        expect(to).toBeLessThanOrEqual(400);
        expect(sorted.filter((mark) => mark.x > from && mark.x < to)).toEqual([]);
      }
    }),
  );
});
