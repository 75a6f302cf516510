/** The bytes of a heat map's picture, read back from its PNG: a row of cells after the other, each after one byte more. */
export function readCells(href: string): Uint8Array {
  const png = Uint8Array.from(atob(href.slice(href.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
  const view = new DataView(png.buffer);
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === IDAT) return unstore(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return new Uint8Array();
}

const IDAT = 0x49444154;

/** Takes stored deflate blocks apart; the page writes no others. */
function unstore(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length);
  let length = 0;
  for (let at = 2; at + 5 <= data.length; ) {
    const size = data[at + 1]! | (data[at + 2]! << 8);
    out.set(data.subarray(at + 5, at + 5 + size), length);
    length += size;
    if (data[at] === 1) break;
    at += 5 + size;
  }
  return out.subarray(0, length);
}

/** The value of a cell, 0 to 100; `null` where nothing was seen. */
export function cellAt(cells: Uint8Array, columns: number, row: number, column: number): number | null {
  const value = cells[row * (columns + 1) + 1 + column] ?? 101;
  return value > 100 ? null : value;
}
