import type { Arrangements } from './arrangements.ts';
import { differenceOf, median } from './median.ts';

/** The values of one figure over all runs, base first; `null` where a run has none. */
export type Values = readonly (number | null)[];

/** What each way to call the runs base or candidate makes of one figure. */
export interface Shuffled {
  /** By arrangement: how much greater the candidate's median is. */
  readonly differences: Float64Array;
  /** By arrangement: share of all arrangements in which the candidate's values rank as high, or higher. */
  readonly higher: Float64Array;
  /** As `higher`, for as low or lower. */
  readonly lower: Float64Array;
}

/**
 * Ranks the values (the Wilcoxon-Mann-Whitney statistic, equal values sharing their rank) under every arrangement.
 * Ranks and not medians, because of five runs many arrangements have the same medians, so that no difference of
 * medians, however great, is rarer than 1 in 42; with ranks it is 1 in 252.
 */
export function shuffle(values: Values, { ways }: Arrangements): Shuffled {
  const ranks = rank(values);
  const statistic = new Float64Array(ways.length);
  const differences = new Float64Array(ways.length);
  for (const [w, way] of ways.entries()) {
    const chosen = new Set(way);
    const seen = values.flatMap((value, i) =>
      value === null ? [] : [{ value, mine: chosen.has(i), rank: ranks[i]! }],
    );
    const [mine, others] = [seen.filter((one) => one.mine), seen.filter((one) => !one.mine)];
    statistic[w] = mean(mine.map((one) => one.rank)) - mean(others.map((one) => one.rank));
    differences[w] = differenceOf(
      median(mine.map((one) => one.value)) ?? 0,
      median(others.map((one) => one.value)) ?? 0,
    );
  }
  return {
    differences,
    higher: sharesAtLeast(statistic),
    lower: sharesAtLeast(statistic.map((one) => -one)),
  };
}

/**
 * The difference of medians that chance alone seldom exceeds: each side is freed of its own median, and what is left
 * is called base or candidate in every way. `rare` is the share of ways that may exceed it.
 */
export function chanceDifference(
  values: Values,
  bases: number,
  { ways }: Arrangements,
  rare: number,
): number {
  const left = [...residuals(values.slice(0, bases)), ...residuals(values.slice(bases))];
  const sizes = ways.map((way) => {
    const chosen = new Set(way);
    const side = (mine: boolean) => left.filter((value, i) => value !== null && chosen.has(i) === mine);
    return Math.abs((median(side(true) as number[]) ?? 0) - (median(side(false) as number[]) ?? 0));
  });
  sizes.sort((a, b) => a - b);
  return sizes[Math.max(0, Math.ceil(sizes.length * (1 - rare)) - 1)] ?? 0;
}

function residuals(values: Values): Values {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const middle = median(finite) ?? 0;
  return values.map((value) => (value === null || !Number.isFinite(value) ? null : value - middle));
}

function rank(values: Values): readonly number[] {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return values.map((value) =>
    value === null ? 0 : (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2,
  );
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** For each number, the share of all that are at least as great; sums of ranks differ by halves, so rounding is no matter. */
function sharesAtLeast(numbers: Float64Array): Float64Array {
  const sorted = Float64Array.from(numbers).sort();
  return numbers.map((number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < number - 1e-9) low = middle + 1;
      else high = middle;
    }
    return (sorted.length - low) / sorted.length;
  });
}
