const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Draws values as bars between 0 and `top` (their own maximum when left out), newest at the right. */
export function sparkline(values: readonly number[], width: number, top?: number): string {
  const shown = values.slice(-width);
  const highest = top ?? Math.max(1, ...shown);
  return shown
    .map(
      (value) =>
        BARS[Math.min(BARS.length - 1, Math.max(0, Math.round((value / highest) * (BARS.length - 1))))],
    )
    .join('');
}
