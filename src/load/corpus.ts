import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Files } from '../host/host.ts';
import { type Random, seededRandom } from '../plan/random.ts';
import type { Scenario } from '../scenario/schema.ts';
import { paintPicture } from './picture.ts';

type ImagesSpec = Scenario['load']['images'];
type Format = ImagesSpec['formats'][number]['format'];

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
  const sizes = shuffled(shareOut(images.sizes, images.count), random);
  const formats = shuffled(shareOut(images.formats, images.count), random);
  await files.makeFolder(folder);
  const corpus: CorpusImage[] = [];
  for (let index = 0; index < images.count; index++) {
    const { width, height } = sizes[index]!;
    const { format } = formats[index]!;
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

/** Gives each option its share of `count` by weight: always the option that lags furthest behind its share. */
function shareOut<T extends { readonly weight: number }>(options: readonly T[], count: number): T[] {
  const total = options.reduce((sum, option) => sum + option.weight, 0);
  const given = options.map(() => 0);
  return Array.from({ length: count }, (_, index) => {
    const lag = options.map((option, at) => ((index + 1) * option.weight) / total - given[at]!);
    const chosen = lag.indexOf(Math.max(...lag));
    given[chosen]!++;
    return options[chosen]!;
  });
}

function shuffled<T>(list: T[], random: Random): readonly T[] {
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other]!, list[index]!];
  }
  return list;
}
