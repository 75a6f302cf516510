/** Takes bytes in pieces of any size and gives them back line by line. */
export interface LineSplitter {
  take(piece: Uint8Array): void;
  /** Gives the last line, which need not be ended. */
  finish(): void;
}

const NEWLINE = 10;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Splits UTF-8 text into lines that are not blank, each told with its number from 1; a line is only good until the next
 * one, as a piece is. Of a line longer than `longest(number)` bytes only so many (and one more) are kept, so that no
 * input can fill the memory.
 */
export function openLineSplitter(
  tell: (line: Uint8Array, number: number) => void,
  longest: (number: number) => number,
): LineSplitter {
  let rest: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const keep = (piece: Uint8Array) => {
    const room = longest(number) + 1 - length;
    if (room > 0 && piece.length > 0) rest.push(piece.length > room ? piece.subarray(0, room) : piece);
    length += piece.length;
  };
  const end = () => {
    const whole = rest.length === 1 ? rest[0]! : joined(rest);
    const hasMark = number === 1 && BYTE_ORDER_MARK.every((byte, index) => whole[index] === byte);
    const line = hasMark ? whole.subarray(BYTE_ORDER_MARK.length) : whole;
    if (!isBlank(line)) tell(line, number);
    rest = [];
    length = 0;
    number++;
  };
  return {
    take: (piece) => {
      let from = 0;
      for (let to = piece.indexOf(NEWLINE); to !== -1; to = piece.indexOf(NEWLINE, from)) {
        keep(piece.subarray(from, to));
        end();
        from = to + 1;
      }
      // A piece may be overwritten by the one that comes next, and `slice` of a Buffer copies nothing.
      if (from < piece.length) keep(new Uint8Array(piece.subarray(from)));
    },
    finish: () => {
      if (length > 0) end();
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tabs, carriage returns and spaces only. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
