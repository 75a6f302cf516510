import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';
import { systemFiles as files } from '../host/files.ts';
import { makeCorpus } from './corpus.ts';

const folders: string[] = [];
const freshFolder = async () => {
  const folder = await files.makeTemporaryFolder('scaleproof-corpus-');
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await files.remove(folder);
});

const images = {
  count: 8,
  sizes: [
    { width: 80, height: 60, weight: 3 },
    { width: 40, height: 90, weight: 1 },
  ],
  formats: [
    { format: 'jpeg' as const, weight: 2 },
    { format: 'png' as const, weight: 1 },
    { format: 'webp' as const, weight: 1 },
  ],
};

it('makes the same bytes from the same seed and others from another', async () => {
  const digests = async (seed: number) =>
    (await makeCorpus(seed, images, await freshFolder(), files)).map((image) => image.sha256);
  const one = await digests(7);
  expect(await digests(7)).toEqual(one);
  expect((await digests(8)).filter((digest) => one.includes(digest))).toEqual([]);
});

it('shares sizes and formats out by their weights', async () => {
  const corpus = await makeCorpus(1, images, await freshFolder(), files);
  const count = (of: (image: (typeof corpus)[number]) => boolean) => corpus.filter(of).length;
  expect(count((image) => image.width === 80 && image.height === 60)).toBe(6);
  expect(count((image) => image.width === 40 && image.height === 90)).toBe(2);
  expect(count((image) => image.contentType === 'image/jpeg')).toBe(4);
  expect(count((image) => image.contentType === 'image/png')).toBe(2);
  expect(count((image) => image.contentType === 'image/webp')).toBe(2);
});

it('says of each file what it holds', async () => {
  for (const image of await makeCorpus(3, images, await freshFolder(), files)) {
    const bytes = await files.readBytes(image.file);
    const { format, width, height } = await sharp(bytes).metadata();
    expect([`image/${format}`, width, height]).toEqual([image.contentType, image.width, image.height]);
    expect(bytes.length).toBe(image.bytes);
    expect(createHash('sha256').update(bytes).digest('base64')).toBe(image.sha256);
  }
});
