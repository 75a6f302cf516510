import type { Curve, CurvePoint, Span } from '../curves/curve.ts';
import { palettePng } from './palette-png.ts';

/** Values of many series as cells: a row per series (or group of them), a column per stretch of time. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** What each row shows. */
  readonly names: readonly string[];
  readonly span: Span;
  /** A PNG as a data URI; each byte of its picture is the value of a cell, 0 to 100, or 101 for none. */
  readonly picture: string;
}

/** More series than this are put together in groups. */
export const MOST_ROWS = 200;
/** One column a second for an hour. */
const MOST_COLUMNS = 3600;
const NOTHING = 101;
/** A reading stands until the next one, but not for longer. */
const LONGEST_HOLD_MS = 5000;

/** Draws series of values from 0 to `full` over a span, in the order given; a cell is the mean of what falls into it. */
export function heatMap(curves: ReadonlyMap<string, Curve>, span: Span, full = 100): HeatMap {
  const columns = Math.min(MOST_COLUMNS, Math.max(1, Math.ceil((span.to - span.from) / 1000)));
  const size = Math.ceil(curves.size / MOST_ROWS);
  const entries = [...curves];
  const groups = Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
    entries.slice(index * size, (index + 1) * size),
  );
  const cells = new Uint8Array(columns * groups.length).fill(NOTHING);
  for (const [row, group] of groups.entries()) {
    cells.set(
      rowOf(
        group.flatMap(([, curve]) => curve.points),
        span,
        columns,
        full,
      ),
      row * columns,
    );
  }
  const names = groups.map((group) =>
    group.length === 1 ? group[0]![0] : `${group[0]![0]} and ${group.length - 1} more`,
  );
  const picture = palettePng(columns, groups.length, cells, PALETTE);
  return { columns, rows: groups.length, names, span, picture };
}

function rowOf(points: readonly CurvePoint[], { from, to }: Span, columns: number, full: number): Uint8Array {
  const sums = new Float64Array(columns);
  const counts = new Uint32Array(columns);
  const width = (to - from) / columns;
  for (const { at, value } of points) {
    const column = Math.floor((at - from) / width);
    if (value === null || column < 0 || column >= columns) continue;
    sums[column] = sums[column]! + (value * 100) / full;
    counts[column] = counts[column]! + 1;
  }
  const longest = Math.ceil(LONGEST_HOLD_MS / width);
  let [held, since] = [NOTHING, 0];
  return Uint8Array.from(counts, (count, column) => {
    since = count > 0 ? 0 : since + 1;
    if (count > 0) held = Math.round(Math.min(100, Math.max(0, sums[column]! / count)));
    return since <= longest ? held : NOTHING;
  });
}

/** From a pale to a full violet; see-through, so that it is right on light and on dark ground. The last is nothing. */
const PALETTE = [
  ...Array.from({ length: 101 }, (_, value) => [109, 76, 205, Math.round(26 + 2.29 * value)] as const),
  [0, 0, 0, 0] as const,
];
