import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemFiles as files } from '../host/files.ts';
import { type CorpusImage, makeCorpus } from './corpus.ts';
import { inspectImage } from './inspect-image.ts';

let folder: string;
let input: CorpusImage;
beforeAll(async () => {
  folder = await files.makeTemporaryFolder('scaleproof-inspect-');
  const images = {
    count: 1,
    sizes: [{ width: 160, height: 120, weight: 1 }],
    formats: [{ format: 'png' as const, weight: 1 }],
  };
  [input] = (await makeCorpus(1, images, join(folder, 'corpus'), files)) as [CorpusImage];
});
afterAll(() => files.remove(folder));

const scaled = () => sharp(input.file).resize({ width: 128, height: 96 });

it('accepts an image of the right size that is not the input', async () => {
  const seen = await inspectImage(await scaled().negate().jpeg().toBuffer(), input.file, 128, 5, files);
  expect(seen).toEqual({
    kind: 'image',
    at: 5,
    expectedLongestSide: 128,
    width: 128,
    height: 96,
    differsFromInput: true,
  });
});

it('sees through an answer that is the input, scaled and encoded again', async () => {
  const seen = await inspectImage(await scaled().jpeg({ quality: 70 }).toBuffer(), input.file, 128, 5, files);
  expect(seen.differsFromInput).toBe(false);
});

it('names a wrong size', async () => {
  const seen = await inspectImage(await scaled().jpeg().toBuffer(), input.file, 64, 5, files);
  expect(seen.problem).toBe('128x96, wanted a longest side of 64');
});

it('reports what cannot be decoded as a problem, not as an error', async () => {
  const seen = await inspectImage(new Uint8Array([0xff, 0xd8, 1, 2, 0xff, 0xd9]), input.file, 128, 5, files);
  expect(seen.problem).toBeDefined();
});
