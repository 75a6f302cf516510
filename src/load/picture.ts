import type { Random } from '../plan/random.ts';

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: readonly number[];
}

const DISCS = 6;
/** Half the range of the noise, in steps of 0..255; it makes the files about as large as photographs. */
const NOISE = 12;

/** Paints a picture that has what a photograph has: a gradient, edges and noise; three bytes a pixel, row by row. */
export function paintPicture(width: number, height: number, random: Random): Uint8Array {
  const from = colour(random);
  const to = colour(random);
  const discs = Array.from({ length: DISCS }, () => disc(width, height, random));
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = (x / width + y / height) / 2;
      const over = discs.findLast((one) => (x - one.x) ** 2 + (y - one.y) ** 2 < one.radius ** 2);
      const noise = (random() - 0.5) * 2 * NOISE;
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const ground = from[c]! + (to[c]! - from[c]!) * share;
        pixels[at + c] = (over?.colour[c] ?? ground) + noise;
      }
    }
  }
  return new Uint8Array(pixels.buffer);
}

function colour(random: Random): readonly number[] {
  return [random() * 255, random() * 255, random() * 255];
}

function disc(width: number, height: number, random: Random): Disc {
  const radius = (0.08 + random() * 0.2) * Math.min(width, height);
  return { x: random() * width, y: random() * height, radius, colour: colour(random) };
}
