import { CHARACTER, GAP } from './text-width.ts';

/** A mark that wants a text beside it. */
export interface LabelledMark {
  readonly x: number;
  readonly text: string;
}

/** A text for one mark or for several that stand too close together for one each. */
export interface PlacedLabel {
  readonly x: number;
  readonly anchor: 'start' | 'end';
  readonly text: string;
}

const MOST_TEXTS = 3;

/** Puts texts beside marks so that none lies over another text or over a mark; marks are in order of `x`. */
export function placeLabels(
  marks: readonly LabelledMark[],
  left: number,
  right: number,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  let freeFrom = left;
  for (let index = 0; index < marks.length; ) {
    let last = index;
    const textOf = () => joined(marks.slice(index, last + 1).map((mark) => mark.text));
    const endOf = () => marks[last]!.x + 2 * GAP + textOf().length * CHARACTER;
    while (last + 1 < marks.length && marks[last + 1]!.x < endOf()) last += 1;
    const text = textOf();
    const end = endOf();
    const start = marks[index]!.x - 2 * GAP - text.length * CHARACTER;
    if (end <= right) placed.push({ x: marks[last]!.x + GAP, anchor: 'start', text });
    else if (start >= freeFrom) placed.push({ x: marks[index]!.x - GAP, anchor: 'end', text });
    freeFrom = Math.min(end, right);
    index = last + 1;
  }
  return placed;
}

function joined(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  if (different.length <= MOST_TEXTS) return different.join(' ');
  return `${different[0]} … ${different.at(-1)}`;
}
