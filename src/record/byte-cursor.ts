const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;
/** So many digits are exact as a double, and so are powers of ten up to the 22nd: a quotient of both is rounded once. */
const EXACT_DIGITS = 15;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes; what is no UTF-8 becomes the replacement character. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A place in a line of bytes that moves on over what is expected there. */
export interface ByteCursor {
  /** Begins a line. */
  open(line: Uint8Array): void;
  /** Moves over these bytes if they come next. */
  take(expected: Uint8Array): boolean;
  /** Moves over a JSON number of up to 15 digits without an exponent; `undefined` where none comes next. */
  number(): number | undefined;
  /** Where it stands. */
  place(): number;
  move(to: number): void;
  isAtEnd(): boolean;
}

/** Opens a cursor, which serves one line after the other: a record has a million of them. */
export function openByteCursor(): ByteCursor {
  let line: Uint8Array = new Uint8Array();
  let at = 0;
  const digits = (before: number): { value: number; count: number } => {
    let value = before;
    const from = at;
    for (let byte = line[at]!; byte >= ZERO && byte <= NINE; byte = line[at]!) {
      value = value * 10 + (byte - ZERO);
      at++;
    }
    return { value, count: at - from };
  };
  return {
    open: (next) => {
      line = next;
      at = 0;
    },
    take: (expected) => {
      if (!holds(line, expected, at)) return false;
      at += expected.length;
      return true;
    },
    number: () => {
      const isNegative = line[at] === MINUS;
      if (isNegative) at++;
      const leads = line[at];
      const whole = digits(0);
      if (whole.count === 0 || whole.count > EXACT_DIGITS || (leads === ZERO && whole.count > 1))
        return undefined;
      let value = whole.value;
      if (line[at] === POINT) {
        at++;
        const all = digits(value);
        if (all.count === 0 || whole.count + all.count > EXACT_DIGITS) return undefined;
        value = all.value / 10 ** all.count;
      }
      return isNegative ? -value : value;
    },
    place: () => at,
    move: (to) => {
      at = to;
    },
    isAtEnd: () => at === line.length,
  };
}

/** Whether these bytes stand at that place of a line. */
export function holds(line: Uint8Array, expected: Uint8Array, at: number): boolean {
  if (at + expected.length > line.length) return false;
  for (let i = 0; i < expected.length; i++) if (line[at + i] !== expected[i]) return false;
  return true;
}

/** Bytes that can be read four at a time. */
export interface Words {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Makes words of bytes that nobody changes. */
export function wordsOf(bytes: Uint8Array): Words {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset) };
}

/** Opens `holds` for long stretches: four bytes at a time, where most lines lie in one buffer. */
export function openWordHolds(): (line: Uint8Array, expected: Words, at: number) => boolean {
  let view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  return (line, { bytes, view: wanted }, at) => {
    const { length } = bytes;
    if (at + length > line.length) return false;
    if (view.buffer !== line.buffer) view = new DataView(line.buffer);
    const from = line.byteOffset + at;
    const whole = length - (length % 4);
    for (let i = 0; i < whole; i += 4) if (view.getInt32(from + i) !== wanted.getInt32(i)) return false;
    for (let i = whole; i < length; i++) if (line[at + i] !== bytes[i]) return false;
    return true;
  };
}
