/** A range that a share may truly lie in, both ends from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal quantile of a two-sided 95 %. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval at 95 % for a share of `count` out of `total`. Unlike the plain one it says something
 * after few runs and at the ends: 0 of 5 is 0 to 43 %, not 0 to 0.
 */
export function wilson(count: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const share = count / total;
  const square = Z * Z;
  const centre = (share + square / (2 * total)) / (1 + square / total);
  const half =
    (Z / (1 + square / total)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total * total));
  return { low: count === 0 ? 0 : centre - half, high: count === total ? 1 : centre + half };
}
