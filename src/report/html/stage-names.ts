import { CHARACTER, GAP } from './text-width.ts';

/** A name for what begins at `x`, above the charts. */
export interface NameAbove {
  readonly x: number;
  readonly text: string;
  /** It may stand before its place where there is no room behind it: it names a moment, not a stretch. */
  readonly moment?: boolean;
}

/** Where a name stands. */
export interface PlacedName {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

/** Base lines of the rows: a stage too short for its name has it in full, and the next one's stands below. */
const ROWS = [11, 23] as const;

/** Height of the rows together. */
export const NAMES_HEIGHT = 30;

/** Places names in two rows so that none lies over another; `undefined` for one that has no room in either. */
export function placeNames(names: readonly NameAbove[], right: number): readonly (PlacedName | undefined)[] {
  const freeFrom = ROWS.map(() => 0);
  return names.map(({ x, text, moment }) => {
    const width = text.length * CHARACTER;
    const behind = x + GAP + width <= right;
    if (!behind && !moment) return undefined;
    const [from, to] = behind ? [x + GAP, x + GAP + width] : [x - GAP - width, x - GAP];
    const row = freeFrom.findIndex((free) => from >= free);
    if (row < 0) return undefined;
    freeFrom[row] = to + GAP;
    return { x: behind ? from : to, y: ROWS[row]!, anchor: behind ? 'start' : 'end' };
  });
}
