/** Red, green, blue and opacity, each 0 to 255. */
export type Colour = readonly [number, number, number, number];

/** A deflate block that is stored, not compressed, holds no more. */
const BLOCK = 65_535;

/**
 * A PNG of at most 256 colours as a data URI. Its bytes are stored, not compressed: so no compressor is needed to make
 * it, and a script can read the cells back. `cells` has `width * height` indices into `colours`.
 * Source: RFC 2083 (PNG), 1950 and 1951 (zlib, deflate).
 */
export function palettePng(
  width: number,
  height: number,
  cells: Uint8Array,
  colours: readonly Colour[],
): string {
  const scanlines = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    scanlines.set(cells.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const png = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk('IHDR', [...bytesOf(width), ...bytesOf(height), 8, 3, 0, 0, 0]),
    chunk(
      'PLTE',
      colours.flatMap((colour) => colour.slice(0, 3)),
    ),
    chunk(
      'tRNS',
      colours.map((colour) => colour[3]),
    ),
    chunk('IDAT', stored(scanlines)),
    chunk('IEND', []),
  ];
  return `data:image/png;base64,${base64(png)}`;
}

function stored(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / BLOCK));
  const out = new Uint8Array(2 + blocks * 5 + data.length + 4);
  out.set([0x78, 0x01]);
  let at = 2;
  for (let block = 0; block < blocks; block++) {
    const part = data.subarray(block * BLOCK, (block + 1) * BLOCK);
    const [low, high] = [part.length & 255, part.length >> 8];
    out.set([block === blocks - 1 ? 1 : 0, low, high, low ^ 255, high ^ 255], at);
    out.set(part, at + 5);
    at += 5 + part.length;
  }
  out.set(bytesOf(adler32(data)), at);
  return out;
}

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  out.set(bytesOf(data.length));
  out.set(
    Array.from(type, (letter) => letter.charCodeAt(0)),
    4,
  );
  out.set(data, 8);
  out.set(bytesOf(crc32(out.subarray(4, 8 + data.length))), 8 + data.length);
  return out;
}

function bytesOf(value: number): readonly number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function adler32(data: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function base64(parts: readonly Uint8Array[]): string {
  let text = '';
  for (const part of parts) {
    for (let from = 0; from < part.length; from += 8192) {
      text += String.fromCharCode(...part.subarray(from, from + 8192));
    }
  }
  return btoa(text);
}
