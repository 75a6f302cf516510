/**
 * The nearest-rank percentile of values in any order: the smallest value with at least `percent` % of them at or
 * below it. `undefined` for no values, because a percentile of nothing is not 0.
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  return percentileOfSorted(
    [...values].sort((a, b) => a - b),
    percent,
  );
}

/** As `percentile`, for values that already stand in ascending order. */
export function percentileOfSorted(sorted: readonly number[], percent: number): number | undefined {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1];
}
