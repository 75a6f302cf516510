import type { ReportFile } from '../report.ts';

const BLOCK = 512;

/** Files as one ustar archive below a folder: no owner, no time, so the same files give the same bytes. */
export function tarOf(folder: string, files: readonly ReportFile[]): Uint8Array {
  const parts = files.flatMap(({ path, text }) => {
    const content = Buffer.from(text, 'utf8');
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header(`${folder}/${path}`, content.length), content, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** Field by field as POSIX has them; the checksum counts its own field as blanks. */
function header(name: string, size: number): Uint8Array {
  if (Buffer.byteLength(name) > 100)
    throw new RangeError(`a name in an archive has at most 100 bytes: ${name}`);
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number): number => block.write(text, at, 'utf8');
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  put(name, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(0, 11), 136);
  put(' '.repeat(8), 148);
  put('0', 156);
  put('ustar\0', 257);
  put('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
