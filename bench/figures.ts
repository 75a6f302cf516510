/** One measured figure, with its spread and the bound it is held to. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  /** Upper bound that the project set itself; absent where a figure is only reported. */
  readonly bound?: number;
  readonly note?: string;
}

/** Median, least and most of a list. */
export function spread(values: readonly number[]): {
  readonly median: number;
  readonly min: number;
  readonly max: number;
} {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** The nearest-rank percentile of a list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** A table row of a figure. */
export function row(figure: Figure): string {
  const { median, min, max } = spread(figure.values);
  const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  const held =
    figure.bound === undefined
      ? ''
      : median <= figure.bound
        ? `<= ${figure.bound}  held`
        : `<= ${figure.bound}  MISSED`;
  return [
    figure.name.padEnd(58),
    shown(median).padStart(9),
    figure.unit.padEnd(10),
    `${shown(min)}..${shown(max)} (n=${figure.values.length})`.padEnd(28),
    held,
    figure.note ?? '',
  ].join(' ');
}
