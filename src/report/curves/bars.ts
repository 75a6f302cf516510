import type { Curve, Span } from './curve.ts';

/** How long a line's last value stands in for bins narrower than its readings are apart, milliseconds. */
const LINE_HOLDS_MS = 3000;

/** A curve as one value per bin, for bars: the highest in the bin, else (for steps) the value that still holds. */
export function valuesInBins(curve: Curve, { from, to }: Span, bins: number): readonly (number | null)[] {
  const values = new Array<number | null>(bins).fill(null);
  const touched = new Array<boolean>(bins).fill(false);
  for (const { at, value } of curve.points) {
    const index = Math.min(bins - 1, Math.floor(((at - from) / (to - from)) * bins));
    if (index < 0 || value === null) continue;
    values[index] = touched[index] ? Math.max(values[index]!, value) : value;
    touched[index] = true;
  }
  const before = curve.points.findLast((point) => point.at <= from);
  return hold(
    values,
    curve.shape === 'step' ? (before?.value ?? null) : null,
    curve.shape === 'step' ? bins : Math.ceil(LINE_HOLDS_MS / ((to - from) / bins)),
  );
}

function hold(
  values: readonly (number | null)[],
  first: number | null,
  longest: number,
): readonly (number | null)[] {
  let holding = first;
  let since = 0;
  return values.map((value) => {
    since = value === null ? since + 1 : 0;
    if (value !== null) holding = value;
    return since <= longest ? holding : null;
  });
}
