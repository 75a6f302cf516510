import { visibleLine } from '../visible-text.ts';

const CODES = { green: 32, red: 31, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
export type Ink = keyof typeof CODES;

/** Puts ink on text, or leaves it plain where colour is off. */
export type Paint = (ink: Ink, text: string) => string;

/** A paint for a terminal with or without ANSI colours. */
export function painter(colour: boolean): Paint {
  return (ink, text) => (colour && text !== '' ? `\x1b[${CODES[ink]}m${text}\x1b[0m` : text);
}

/** Breaks text into lines of at most `width` columns at spaces; a longer word stands alone, cut where it must be. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(10, width);
  const lines: string[] = [];
  let line = '';
  for (const word of visibleLine(text)
    .split(' ')
    .flatMap((long) => chunk(long, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function chunk(word: string, size: number): readonly string[] {
  if (word.length <= size) return [word];
  // By code points, because half a surrogate pair is no character.
  const points = [...word];
  const pieces: string[] = [];
  for (let from = 0; from < points.length; from += size)
    pieces.push(points.slice(from, from + size).join(''));
  return pieces;
}

/** Text under a label: the label on the first line, the rest indented to its width. */
export function labelled(label: string, text: string, width: number): readonly string[] {
  const indent = ' '.repeat(label.length);
  return wrapText(text, width - label.length).map((line, index) => (index === 0 ? label : indent) + line);
}
