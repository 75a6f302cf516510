import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';
import { formatOffset } from './instant.ts';
import { parseMilliQuantity, parseQuantity } from './quantity.ts';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['0', 0],
  ])('reads %s as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '30', '-5s', '5 s', '5d', 's', '1s2'])('refuses %j', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [350, '350ms'],
    [12_340, '12.3s'],
    [30_000, '30s'],
    [125_000, '2m05s'],
    [5_400_000, '1h30m'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('quantities', () => {
  it.each([
    ['20', 20_000n],
    ['64500m', 64_500n],
    ['0.05', 50n],
    ['1.5Gi', 1_610_612_736_000n],
    ['2e3', 2_000_000n],
    ['100u', 1n],
    ['-1500u', -2n],
    ['1k', 1_000_000n],
  ])('reads %s as %d milli-units, rounding away from zero', (text, milli) =>
    expect(parseMilliQuantity(text)).toBe(milli),
  );

  it.each(['', 'twenty', '20%', '1.2.3', 'm', '.'])('refuses %j', (text) =>
    expect(parseQuantity(text)).toBeUndefined(),
  );
});

describe('instants', () => {
  it('writes an offset with its sign', () => {
    expect(formatOffset(12_340, 0)).toBe('+12.3s');
    expect(formatOffset(0, 400)).toBe('-0.4s');
  });
});
