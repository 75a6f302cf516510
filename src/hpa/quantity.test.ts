import { describe, expect, it } from 'vitest';
import { approximateFloat, milliValue, parseQuantity } from './quantity.ts';
import { canonicalText, formatMilli, wireQuantity } from './quantity-text.ts';

/** Answers of `oracle quantity`. */
const QUANTITIES = [
  ['20', 20_000, '20', 20],
  ['0.05', 50, '50m', 0.05],
  ['9m', 9, '9m', 0.009_000_000_000_000_001],
  ['5e-2', 50, '50e-3', 0.05],
  ['100u', 1, '100u', 0.000_099_999_999_999_999_99],
  ['-1500u', -2, '-1500u', -0.0015],
  ['1.5Gi', 1_610_612_736_000, '1536Mi', 1_610_612_736],
  ['9P', 9_000_000_000_000_000_000n, '9P', 9_000_000_000_000_000],
] as const;

describe('quantities', () => {
  it.each(QUANTITIES)('reads %s as the controller does', (text, milli, canonical, approximately) => {
    const quantity = parseQuantity(text)!;
    expect(milliValue(quantity)).toBe(milli);
    expect(canonicalText(quantity)).toBe(canonical);
    expect(approximateFloat(wireQuantity(text)!)).toBe(approximately);
  });

  it.each(['', 'x', '1.2.3', '1K', '20%'])('refuses %j', (text) =>
    expect(parseQuantity(text)).toBeUndefined(),
  );

  it.each([
    [0, 'DecimalSI', '0'],
    [66_666, 'DecimalSI', '66666m'],
    [100_000, 'DecimalSI', '100'],
    [12_000_000, 'DecimalSI', '12k'],
    [-(2n ** 63n), 'DecimalSI', '-9223372036854775808m'],
    [157_286_400_000, 'BinarySI', '150Mi'],
    [157_286_400_001, 'BinarySI', '157286400001m'],
    [512_000, 'BinarySI', '512'],
  ] as const)('writes %s milli-units in %s as %s', (milli, format, text) =>
    expect(formatMilli(milli, format)).toBe(text),
  );
});
