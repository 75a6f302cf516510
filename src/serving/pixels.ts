import sharp, { type Sharp } from 'sharp';
import { LIMITS } from './limits.ts';

// Many of these processes share two cores: one thread each and no cache keeps them small.
sharp.concurrency(1);
sharp.cache(false);

/** An image as bytes, three (red, green, blue) a pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Decodes an image and scales it so that its longest side is `size`; throws when it is not of that format. */
export async function decodeImage(body: Uint8Array, format: string, size: number): Promise<Pixels> {
  const input = sharp(body, { limitInputPixels: LIMITS.maxInputPixels, failOn: 'error' });
  const found = (await input.metadata()).format;
  if (found !== format) throw new Error(`the content type says ${format}, the body is ${found}`);
  const { data, info } = await input
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: size, height: size, fit: 'inside' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Encodes pixels as JPEG. */
export async function encodeJpeg(pixels: Pixels): Promise<Buffer> {
  return await fromPixels(pixels).jpeg({ quality: 85 }).toBuffer();
}

/** An image pipeline that starts from pixels. */
export function fromPixels({ width, height, data }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
