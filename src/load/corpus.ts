import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Files } from '../host/host.ts';
import { type CorpusShares, shareCorpus } from '../plan/corpus-shares.ts';
import { seededRandom } from '../plan/random.ts';
import type { Scenario } from '../scenario/schema.ts';
import { paintPicture } from './picture.ts';

type ImagesSpec = Scenario['load']['images'];
type Format = CorpusShares[number]['format'];

/** One image of the corpus, as a file. */
export interface CorpusImage {
  readonly file: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** SHA-256 of the file, base64. */
  readonly sha256: string;
}

/**
 * Makes the images that the load sends: `images.count` files in `folder`, sizes and formats shared out by their
 * weights. The same seed gives the same bytes on the same version of the encoder.
 */
export async function makeCorpus(
  seed: number,
  images: ImagesSpec,
  folder: string,
  files: Pick<Files, 'makeFolder' | 'writeBytes'>,
): Promise<readonly CorpusImage[]> {
  const random = seededRandom(seed);
  const shares = shareCorpus(images, random);
  await files.makeFolder(folder);
  const corpus: CorpusImage[] = [];
  for (const [index, { width, height, format }] of shares.entries()) {
    const bytes = await encode(paintPicture(width, height, random), width, height, format);
    const file = join(folder, `${String(index).padStart(3, '0')}.${format}`);
    await files.writeBytes(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    corpus.push({ file, contentType: `image/${format}`, width, height, bytes: bytes.length, sha256 });
  }
  return corpus;
}

async function encode(
  pixels: Uint8Array,
  width: number,
  height: number,
  format: Format,
): Promise<Uint8Array> {
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (format === 'png') return await picture.png({ compressionLevel: 6 }).toBuffer();
  if (format === 'webp') return await picture.webp({ quality: 80, effort: 2 }).toBuffer();
  return await picture.jpeg({ quality: 85 }).toBuffer();
}
