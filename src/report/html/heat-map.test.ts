import sharp from 'sharp';
import { expect, test } from 'vitest';
import { heatMap } from './heat-map.ts';

/** Red, green, blue and opacity of every pixel, as a library of PNGs reads them. */
async function pixels(picture: string): Promise<{ width: number; height: number; data: Buffer }> {
  const png = Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64');
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const line = (values: readonly (number | null)[]) => ({
  shape: 'line' as const,
  points: values.map((value, second) => ({ at: second * 1000 + 500, value })),
});

test('is a valid PNG with a row a series and a column a second, the fuller the busier', async () => {
  const curves = new Map([
    ['a', line([0, 50, 100])],
    ['b', line([100, 100, 0])],
  ]);
  const heat = heatMap(curves, { from: 0, to: 3000 });
  const { width, height, data } = await pixels(heat.picture);
  expect([width, height, heat.names]).toEqual([3, 2, ['a', 'b']]);
  const opacity = Array.from({ length: 6 }, (_, cell) => data[cell * 4 + 3]!);
  expect(opacity).toEqual([26, 141, 255, 255, 255, 26]);
});

test('a reading stands for a few seconds, and what was not seen is left blank', async () => {
  const heat = heatMap(new Map([['a', line([100])]]), { from: 0, to: 10_000 });
  const { data } = await pixels(heat.picture);
  const opacity = Array.from({ length: 10 }, (_, cell) => data[cell * 4 + 3]!);
  expect(opacity).toEqual([255, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
});

test('more than 200 series are put together, a few to a row', async () => {
  const curves = new Map(
    Array.from({ length: 450 }, (_, pod) => [`p${pod}`, line([pod % 3 === 0 ? 90 : 0])]),
  );
  const heat = heatMap(curves, { from: 0, to: 1000 });
  expect([heat.rows, heat.names[0], heat.names.at(-1)]).toEqual([150, 'p0 and 2 more', 'p447 and 2 more']);
  expect((await pixels(heat.picture)).data[3]).toBe(26 + Math.round(2.29 * 30));
});
