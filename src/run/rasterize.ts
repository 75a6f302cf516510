/**
 * Turns an SVG into a PNG, twice as fine as its own size, so that its text is sharp on any screen. Text is set in a font of
 * this machine; the SVG itself is the picture that is the same everywhere.
 */
export async function rasterize(svg: string): Promise<Uint8Array> {
  // A large library that most commands do without.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp(Buffer.from(svg), { density: 144 }).png({ palette: true, effort: 1 }).toBuffer();
}
