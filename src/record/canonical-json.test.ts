import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

it('gives the same bytes for equal objects whatever the order of their keys', () => {
  const text = '{"kind":"gap","at":1,"a":2,"z":{"a":1,"b":2}}';
  expect(canonicalJson({ z: { b: 2, a: 1 }, a: 2, at: 1, kind: 'gap' })).toBe(text);
  expect(canonicalJson({ kind: 'gap', at: 1, a: 2, z: { a: 1, b: 2 } })).toBe(text);
});

it('rounds instants, arrivals and durations to a microsecond and nothing else', () => {
  expect(canonicalJson({ at: 1768471200000.1235, durationMs: 1.23456, value: 0.123456789 })).toBe(
    '{"at":1768471200000.124,"durationMs":1.235,"value":0.123456789}',
  );
  expect(canonicalJson({ arrivals: [0.12345, 166.66666] })).toBe('{"arrivals":[0.123,166.667]}');
  expect(canonicalJson({ from: 0.00049, to: 10 })).toBe('{"from":0.00049,"to":10}');
});

it('keeps NaN and the infinities apart, as Prometheus writes them', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(canonicalJson(values)).toBe('["NaN","+Inf","-Inf"]');
});

it('leaves undefined fields out and survives a key named __proto__', () => {
  expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
});

it('is read back by JSON.parse as what was written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const again = JSON.parse(canonicalJson(value));
      expect(canonicalJson(again)).toBe(canonicalJson(value));
    }),
    { numRuns: 50 },
  );
});
