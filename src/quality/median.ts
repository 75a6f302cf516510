/** The median; of an even number the mean of the middle two. `undefined` for no values. Infinity counts as a value. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The difference of two medians; two runs that both never got there do not differ. */
export function differenceOf(candidate: number, base: number): number {
  return candidate === base ? 0 : candidate - base;
}
