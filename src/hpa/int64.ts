/**
 * A whole number of 64 bits as Go's int64: a plain number while that is exact (up to 2^53-1 either way), a bigint beyond.
 * Sums and products wrap as in Go, divisions truncate toward zero; the fast path never allocates.
 */
export type Int64 = number | bigint;

/** The largest int64, 2^63-1. */
export const MAX_INT64 = 9_223_372_036_854_775_807n;
/** What amd64 makes of a float that no int64 can hold. */
const MIN_INT64 = -9_223_372_036_854_775_808n;
/** The largest int32. */
export const MAX_INT32 = 2_147_483_647;
const MIN_INT32 = -2_147_483_648;

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** Wraps to 64 bits and takes the plain form where it is exact. */
export function int64(value: bigint): Int64 {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -MAX_SAFE && wrapped <= MAX_SAFE ? Number(wrapped) : wrapped;
}

/** `a + b`. */
export function add(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum >= -MAX_SAFE && sum <= MAX_SAFE) return sum;
  }
  return int64(BigInt(a) + BigInt(b));
}

/** `a - b`. */
export function subtract(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference >= -MAX_SAFE && difference <= MAX_SAFE) return difference;
  }
  return int64(BigInt(a) - BigInt(b));
}

/** `a * b`. */
export function multiply(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding zero turns -0 into 0.
    if (product >= -MAX_SAFE && product <= MAX_SAFE) return product + 0;
  }
  return int64(BigInt(a) * BigInt(b));
}

/** `a / b`, truncated toward zero; the caller has excluded `b = 0`. */
export function divide(a: Int64, b: Int64): Int64 {
  // Below 2^53 the rounded quotient never reaches the next whole number, so truncating it is exact.
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return int64(BigInt(a) / BigInt(b));
}

/** `float64(a)`, rounded to nearest even as in Go. */
export function float(a: Int64): number {
  return typeof a === 'number' ? a : Number(a);
}

/** `int32(a)` of an int64: the low 32 bits. */
export function int32OfInt64(a: Int64): number {
  return typeof a === 'number' ? a | 0 : Number(BigInt.asIntN(32, a));
}

/** `int32(x)` of a float64 as amd64 does it: truncated, or -2147483648 when out of range or not a number. */
export function int32OfFloat(x: number): number {
  const whole = Math.trunc(x);
  return whole >= MIN_INT32 && whole <= MAX_INT32 ? whole + 0 : MIN_INT32;
}

/** `int64(x)` of a float64 as amd64 does it: truncated, or -2^63 when out of range or not a number. */
export function int64OfFloat(x: number): Int64 {
  const whole = Math.trunc(x);
  if (whole >= -MAX_SAFE && whole <= MAX_SAFE) return whole + 0;
  return whole >= -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : MIN_INT64;
}

/** `a + b` of two int32, wrapping. */
export function addInt32(a: number, b: number): number {
  return (a + b) | 0;
}
