import { type Alignment, alignmentsOf, mayBeBefore } from './align-stories.ts';
import { LATE_MS, type RowStep, type Story, storyOfDescribed, storyOfRows } from './story.ts';
import type { DescribedText, WatchedRows } from './testimony.ts';

/** The rows of a watch one of which was written with the status that a description shows. */
export interface Place {
  readonly watch: WatchedRows;
  /** In order. */
  readonly rows: readonly number[];
  /** Rows that a rescale wrote although they repeat the status before. */
  readonly rescaled: readonly number[];
}

/** Looks for the rows that a described status is one of; `undefined` unless the watch surely shows that status. */
export function placeOf(described: DescribedText, watch: WatchedRows): Place | undefined {
  const own = storyOfDescribed(described);
  const story = storyOfRows(watch);
  if (story === undefined || !own.isWhole || described.hpa.pods === undefined) return undefined;
  const ways = alignmentsOf(own, story).filter(({ isConsistent }) => isConsistent);
  if (ways.length === 0 || mayBeBefore(own, story)) return undefined;
  const stretches = ways.map(
    (way) => atStep(way, described, story.rescales) ?? stretchOf(way, own, story.rescales, watch),
  );
  if (!stretches.every((stretch) => stretch !== undefined)) return undefined;
  const rows = [...new Set(stretches.flat())].sort((a, b) => a - b);
  if (rows.length === 0) return undefined;
  const rescaled = ways.length === 1 ? rescaledRows(ways[0]!, story.rescales, watch) : [];
  return { watch, rows, rescaled };
}

/** Of two rows with one status, the second where the first is older than the rescale that one of them tells of. */
function rescaledRows(
  { pairs, apart }: Alignment,
  steps: readonly RowStep[],
  { rows }: WatchedRows,
): readonly number[] {
  return pairs.flatMap(({ one, other }) => {
    const step = steps.find((each) => each === other);
    if (step === undefined || apart === undefined || step.row - step.firstRow !== 1) return [];
    return apart.fromMs - one.age.belowMs > rows[step.firstRow]!.age!.belowMs ? [step.row] : [];
  });
}

/** A status that desires another size than it counts is the one that the last rescale wrote. */
function atStep(
  { pairs }: Alignment,
  { hpa, events }: DescribedText,
  steps: readonly RowStep[],
): readonly number[] | undefined {
  const { current, desired } = hpa.pods!.value;
  const last = events.at(-1)!;
  const step = steps.find(({ line }) => line === pairs.at(-1)!.other.line);
  const isLast = pairs.at(-1)!.one === last;
  const isShown = step !== undefined && step.firstRow > 0 && isLast;
  if (!isShown || current === desired || desired !== last.size) return undefined;
  return Array.from({ length: step.row - step.firstRow + 1 }, (_, index) => step.firstRow + index);
}

/** Rows from the rescale before the last one that the description knows to the next one, as far as their time fits. */
function stretchOf(
  { offset, apart }: Alignment,
  own: Story,
  steps: readonly RowStep[],
  { rows }: WatchedRows,
): readonly number[] | undefined {
  const last = own.rescales.length - 1 + offset;
  if (last >= steps.length || apart === undefined) return undefined;
  // When it was taken, as an age of the HPA.
  const [fromMs, belowMs] = [apart.fromMs - LATE_MS, apart.belowMs + LATE_MS];
  const next = steps[last + 1];
  const isOver = next !== undefined || belowMs < rows.at(-1)!.age!.fromMs;
  // A rescale in the first row may be older than the watch, and the description then too.
  const isBegun = fromMs > rows[0]!.age!.belowMs || steps[last]!.firstRow > 0;
  if (!isOver || !isBegun) return undefined;
  const from = steps[last - 1]?.firstRow ?? 0;
  const to = next === undefined ? rows.length - 1 : next.row;
  return rows.flatMap((row, index) => {
    const isWritten = row.age!.fromMs <= belowMs;
    const isStanding = index === rows.length - 1 || rows[index + 1]!.age!.belowMs >= fromMs;
    return index >= from && index <= to && isWritten && isStanding ? [index] : [];
  });
}
