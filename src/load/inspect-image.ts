import sharp from 'sharp';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import type { ImageObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** Mean difference a channel, of 255, that encoding an image again does not reach. */
const LEAST_DIFFERENCE = 4;
const THUMBNAIL = 32;

/** Decodes a styled image and compares it with the one that was sent; a fault is an observation, never an error. */
export async function inspectImage(
  answer: Uint8Array,
  inputFile: string,
  expectedLongestSide: number,
  at: Instant,
  files: Pick<Files, 'readBytes'>,
): Promise<ImageObservation> {
  const seen = { kind: 'image', at, expectedLongestSide } as const;
  try {
    const { width, height } = (await sharp(answer).raw().toBuffer({ resolveWithObject: true })).info;
    const [styled, sent] = await Promise.all([
      thumbnail(answer),
      thumbnail(await files.readBytes(inputFile)),
    ]);
    const differsFromInput = meanDifference(styled, sent) >= LEAST_DIFFERENCE;
    return { ...seen, width, height, differsFromInput, ...problemOf(width, height, expectedLongestSide) };
  } catch (error) {
    return { ...seen, width: 0, height: 0, differsFromInput: false, problem: errorText(error) };
  }
}

/** Small and square: the noise that another encoding adds is gone at this size, another style is not. */
function thumbnail(image: Uint8Array): Promise<Uint8Array> {
  const small = sharp(image).resize({ width: THUMBNAIL, height: THUMBNAIL, fit: 'fill' });
  return small.flatten().toColourspace('srgb').removeAlpha().raw().toBuffer();
}

function problemOf(width: number, height: number, longestSide: number): { readonly problem?: string } {
  if (Math.max(width, height) === longestSide) return {};
  return { problem: `${width}x${height}, wanted a longest side of ${longestSide}` };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += Math.abs(a[at]! - (b[at] ?? 0));
  return sum / a.length;
}
