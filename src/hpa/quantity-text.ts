import { divide, type Int64, multiply } from './int64.ts';
import { parseQuantity, type Quantity, type QuantityFormat } from './quantity.ts';

const DECIMAL_SUFFIX: Readonly<Record<string, string>> = {
  '-9': 'n',
  '-6': 'u',
  '-3': 'm',
  '0': '',
  '3': 'k',
  '6': 'M',
  '9': 'G',
  '12': 'T',
  '15': 'P',
  '18': 'E',
};
const BINARY_SUFFIX = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** Writes milli-units canonically, as in a status: `66666m`, `100`, `12k`, with BinarySI `150Mi`. Go: `Quantity.String`. */
export function formatMilli(milli: Int64, format: QuantityFormat = 'DecimalSI'): string {
  if (milli === 0) return '0';
  if (format === 'BinarySI') {
    const whole = divide(milli, 1000);
    const isExact = milli === multiply(whole, 1000);
    // Fractions and small numbers stay decimal, so that nothing is lost.
    if (isExact && (whole >= 1024 || whole <= -1024)) return binaryText(BigInt(whole));
  }
  return decimalText(String(milli), -3, 'DecimalSI');
}

/** Writes a quantity canonically: `0.05` becomes `50m`. Go: `Quantity.CanonicalizeBytes`. */
export function canonicalText({ unscaled, exponent, format }: Quantity): string {
  if (unscaled === 0n) return '0';
  if (format !== 'BinarySI') return decimalText(String(unscaled), exponent, format);
  const scaled = unscaled * 10n ** BigInt(Math.max(exponent, 0));
  const by = 10n ** BigInt(Math.max(-exponent, 0));
  const whole = scaled / by;
  const isExact = whole * by === scaled;
  if (isExact && (whole >= 1024n || whole <= -1024n)) return binaryText(whole);
  return decimalText(String(unscaled), exponent, 'DecimalSI');
}

/** The quantity as the controller gets it over the wire, in canonical form; `undefined` when the text is none. */
export function wireQuantity(text: string): Quantity | undefined {
  const given = parseQuantity(text);
  return given === undefined ? undefined : parseQuantity(canonicalText(given));
}

function decimalText(digits: string, exponent: number, format: QuantityFormat): string {
  let mantissa = digits;
  let power = exponent;
  while (mantissa.length > 1 && mantissa.endsWith('0')) {
    mantissa = mantissa.slice(0, -1);
    power++;
  }
  while (power % 3 !== 0) {
    mantissa += '0';
    power--;
  }
  if (format === 'DecimalExponent') return power === 0 ? mantissa : `${mantissa}e${power}`;
  // Beyond E upstream has no suffix and prints the bare mantissa.
  return mantissa + (DECIMAL_SUFFIX[String(power)] ?? '');
}

function binaryText(value: bigint): string {
  let mantissa = value;
  let times = 0;
  while (mantissa !== 0n && mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    times++;
  }
  return `${mantissa}${BINARY_SUFFIX[times] ?? ''}`;
}
