/** Takes text in pieces of any size and gives it back line by line. */
export interface LineSplitter {
  take(piece: string): void;
  /** Gives the last line, which need not be ended. */
  finish(): void;
}

/**
 * Splits text into lines that are not blank, each told with its number from 1. Of a line longer than `longest(number)`
 * only so much (and one character more) is kept, so that no input can fill the memory.
 */
export function openLineSplitter(
  tell: (line: string, number: number) => void,
  longest: (number: number) => number,
): LineSplitter {
  let rest: string[] = [];
  let length = 0;
  let number = 1;
  const keep = (text: string) => {
    const room = longest(number) + 1 - length;
    if (room > 0 && text !== '') rest.push(text.length > room ? text.slice(0, room) : text);
    length += text.length;
  };
  const end = () => {
    const whole = rest.join('');
    const line = number === 1 && whole.startsWith('\uFEFF') ? whole.slice(1) : whole;
    if (line.trim() !== '') tell(line, number);
    rest = [];
    length = 0;
    number++;
  };
  return {
    take: (piece) => {
      let from = 0;
      for (let to = piece.indexOf('\n'); to !== -1; to = piece.indexOf('\n', from)) {
        keep(piece.slice(from, to));
        end();
        from = to + 1;
      }
      keep(piece.slice(from));
    },
    finish: () => {
      if (length > 0) end();
    },
  };
}
