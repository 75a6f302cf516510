const SUFFIX_EXPONENT: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 1_000_000_000n,
  k: 1_000_000_000_000n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 1024n * 10n ** 9n,
  Mi: 1024n ** 2n * 10n ** 9n,
  Gi: 1024n ** 3n * 10n ** 9n,
  Ti: 1024n ** 4n * 10n ** 9n,
  Pi: 1024n ** 5n * 10n ** 9n,
  Ei: 1024n ** 6n * 10n ** 9n,
};
/** A text of a few digits (`1e999999999`) must not make a number that fills the memory. */
const LONGEST_SHIFT = 1000;
const PATTERN = /^([+-]?)(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/**
 * Parses a Kubernetes quantity (`20`, `64500m`, `1.5Gi`, `2e3`) to whole milli-units, rounding away from zero
 * as `resource.Quantity.MilliValue` does. Returns `undefined` when the text is not a quantity.
 */
export function parseMilliQuantity(text: string): bigint | undefined {
  const match = PATTERN.exec(text);
  if (!match || (match[2] === undefined && !match[3])) return undefined;
  const [, sign, whole = '0', fraction = '', exponent, suffix = ''] = match;
  const digits = BigInt(whole + fraction);
  const unit = SUFFIX_EXPONENT[exponent === undefined ? suffix : ''];
  if (unit === undefined) return undefined;
  const shift = Number(exponent ?? 0) - fraction.length;
  if (Math.abs(shift) > LONGEST_SHIFT) return undefined;
  let nano = digits * unit;
  nano = shift >= 0 ? nano * 10n ** BigInt(shift) : divideUp(nano, 10n ** BigInt(-shift));
  const milli = divideUp(nano, 1_000_000n);
  return sign === '-' ? -milli : milli;
}

/** Parses a quantity to a plain number of units, for display and thresholds; `undefined` when it is not a quantity. */
export function parseQuantity(text: string): number | undefined {
  const milli = parseMilliQuantity(text);
  return milli === undefined ? undefined : Number(milli) / 1000;
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
