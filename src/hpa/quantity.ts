import { type Int64, int64 } from './int64.ts';

/** How a quantity is written. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed quantity: `unscaled * 10^exponent`. Go: `resource.Quantity`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  /** Go keeps what does not fit its fast form in a big decimal, and rounds the two differently. */
  readonly big: boolean;
}

const PATTERN = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[+-]?\d*))$/;
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const MAX_INT64_DIGITS = 18;
const NANO = -9;
const MAX_BINARY = (2n ** 63n - 1n) * 10n ** 9n;

/** Parses `20`, `64500m`, `1.5Gi`, `2e3`; `undefined` when the text is not a quantity. Go: `resource.ParseQuantity`. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text === '' ? null : PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', suffix = ''] = match;
  const scale = scaleOf(suffix);
  if (scale === undefined) return undefined;
  const digits = whole === '' ? '0' : whole!;
  const magnitude = BigInt(digits + fraction);
  const signed = sign === '-' ? -magnitude : magnitude;
  const fast = scale.format === 'BinarySI' ? binaryFast : decimalFast;
  const unscaled = fast(signed, digits.length, fraction.length, scale.exponent);
  if (unscaled !== undefined) {
    const exponent = scale.format === 'BinarySI' ? 0 : scale.exponent - fraction.length;
    return { unscaled, exponent, format: scale.format, big: false };
  }
  // Go's big decimal wants at least one digit, its fast form does not.
  return /^[+-]?\.?\d/.test(text) ? bigQuantity(signed, fraction.length, scale) : undefined;
}

interface Scale {
  readonly format: QuantityFormat;
  /** Of ten, or of two for BinarySI. */
  readonly exponent: number;
}

function scaleOf(suffix: string): Scale | undefined {
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal };
  const binary = BINARY[suffix];
  if (binary !== undefined) return { format: 'BinarySI', exponent: binary };
  // Go would work on a number of as many digits; nobody writes one, and one that does must not fill the memory.
  if (/^[eE][+-]?\d{1,4}$/.test(suffix))
    return { format: 'DecimalExponent', exponent: Number(suffix.slice(1)) };
  return undefined;
}

function decimalFast(value: bigint, digits: number, places: number, exponent: number): bigint | undefined {
  return digits + places <= MAX_INT64_DIGITS && exponent - places >= NANO ? value : undefined;
}

function binaryFast(value: bigint, digits: number, places: number, exponent: number): bigint | undefined {
  const precision = 15 - digits - Math.trunc(Math.fround(Math.fround(exponent * 3) / 10)) - 1;
  if (places > 0 || precision < 0) return undefined;
  return value << BigInt(exponent);
}

/** The slow form is rounded away from zero to whole nano-units. */
function bigQuantity(value: bigint, places: number, scale: Scale): Quantity {
  const isBinary = scale.format === 'BinarySI';
  const shifted = isBinary ? value << BigInt(scale.exponent) : value;
  const exponent = (isBinary ? 0 : scale.exponent) - places;
  if (shifted === 0n) return { unscaled: 0n, exponent, format: scale.format, big: true };
  let nano =
    exponent >= NANO ? shifted * 10n ** BigInt(exponent - NANO) : awayFromZero(shifted, NANO - exponent);
  if (isBinary && nano > MAX_BINARY) nano = MAX_BINARY;
  if (isBinary && nano < -MAX_BINARY) nano = -MAX_BINARY;
  const isTiny = isBinary && nano < 10n ** 9n && nano > -(10n ** 9n);
  return { unscaled: nano, exponent: NANO, format: isTiny ? 'DecimalSI' : scale.format, big: true };
}

/** `value / 10^places`, rounded away from zero. */
export function awayFromZero(value: bigint, places: number): bigint {
  const by = 10n ** BigInt(places);
  const whole = value / by;
  if (whole * by === value) return whole;
  return value > 0n ? whole + 1n : whole - 1n;
}

/** Whole milli-units, rounded away from zero. Go: `Quantity.MilliValue`; beyond 64 bits it is as wrong as there. */
export function milliValue(quantity: Quantity): Int64 {
  return quantity.big ? bigMilliValue(quantity) : fastMilliValue(quantity);
}

function fastMilliValue({ unscaled, exponent }: Quantity): Int64 {
  const places = -3 - exponent;
  if (places > 0) return int64(awayFromZero(unscaled, places));
  const value = unscaled * 10n ** BigInt(-places);
  // Go multiplies ten by ten and gives 0 on overflow, unless one table entry does it at once: then it wraps.
  const wraps = [1, 2, 3, 6, 9].includes(-places);
  return wraps || BigInt.asIntN(64, value) === value ? int64(value) : 0;
}

/** Go: `scaledValue`; negative fractions round toward zero and then up, unlike the fast form. */
function bigMilliValue({ unscaled, exponent }: Quantity): Int64 {
  const places = -3 - exponent;
  if (places <= 0) return int64(BigInt.asIntN(64, unscaled) * 10n ** BigInt(-places));
  const by = 10n ** BigInt(places);
  const value = unscaled < 2n ** 63n - 1n && places < 19 ? BigInt.asIntN(64, unscaled) : unscaled;
  const whole = value / by;
  return int64(whole * by === value ? whole : whole + 1n);
}

/** The float that a tolerance becomes. Go: `Quantity.AsApproximateFloat64`. */
export function approximateFloat({ unscaled, exponent }: Quantity): number {
  const base = Number(unscaled);
  if (exponent === 0) return base;
  // Go's math.Pow10 divides for negative exponents: 9m is 9 * 0.001 = 0.009000000000000001.
  return base * (exponent > 0 ? Number(`1e${exponent}`) : 1 / Number(`1e${-exponent}`));
}
