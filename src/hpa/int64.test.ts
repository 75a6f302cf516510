import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  divide,
  float,
  type Int64,
  int32OfFloat,
  int32OfInt64,
  int64,
  int64OfFloat,
  MAX_INT64,
  multiply,
  subtract,
} from './int64.ts';

const anyInt64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const wrap = (value: bigint) => BigInt.asIntN(64, value);
const big = (value: Int64) => BigInt(value);

describe('int64 arithmetic', () => {
  it.each([
    ['add', add, (a: bigint, b: bigint) => a + b],
    ['subtract', subtract, (a: bigint, b: bigint) => a - b],
    ['multiply', multiply, (a: bigint, b: bigint) => a * b],
    ['divide', divide, (a: bigint, b: bigint) => a / b],
  ] as const)('%s is exact and wraps at 64 bits', (_name, ours, exact) => {
    fc.assert(
      fc.property(anyInt64, anyInt64, (a, b) => {
        fc.pre(b !== 0n);
        expect(big(ours(int64(a), int64(b)))).toBe(wrap(exact(a, b)));
      }),
    );
  });

  it('stays a plain number while that is exact, and only then', () => {
    expect(add(2 ** 53 - 2, 1)).toBe(2 ** 53 - 1);
    expect(add(2 ** 53 - 1, 1)).toBe(2n ** 53n);
    expect(subtract(2n ** 53n, 1)).toBe(2 ** 53 - 1);
  });

  it('truncates toward zero', () => {
    expect(divide(-7, 2)).toBe(-3);
    expect(divide(-1, 2)).toBe(0);
  });

  it('converts floats out of range as amd64 does', () => {
    expect(int32OfFloat(Number.NaN)).toBe(-2_147_483_648);
    expect(int32OfFloat(2_147_483_648)).toBe(-2_147_483_648);
    expect(int32OfFloat(-1.9)).toBe(-1);
    expect(int64OfFloat(Number.POSITIVE_INFINITY)).toBe(-(2n ** 63n));
    expect(int64OfFloat(2 ** 60)).toBe(2n ** 60n);
  });

  it('keeps the low 32 bits of an int64', () => {
    expect(int32OfInt64(2 ** 32 + 5)).toBe(5);
    expect(int32OfInt64(MAX_INT64)).toBe(-1);
  });

  it('rounds to the nearest float', () => {
    expect(float(MAX_INT64)).toBe(2 ** 63);
  });
});
