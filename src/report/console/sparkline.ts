const BARS = '▁▂▃▄▅▆▇█';

/** Draws values as one line of bars, at most `width` of them; a column without a value is a space. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const columns = fitColumns(values, width);
  const highest = Math.max(0, ...columns.filter((value) => value !== null));
  return columns
    .map((value) => {
      if (value === null) return ' ';
      const level = highest === 0 ? 0 : Math.round((value / highest) * (BARS.length - 1));
      return BARS[Math.max(0, Math.min(BARS.length - 1, level))];
    })
    .join('');
}

/** Joins neighbours into one column by their highest value, so that a short peak is never lost. */
function fitColumns(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.floor(((column + 1) * values.length) / width);
    const seen = values.slice(from, to).filter((value) => value !== null);
    return seen.length === 0 ? null : Math.max(...seen);
  });
}
