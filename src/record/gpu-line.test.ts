import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GpuSample } from '../sample/observation.ts';
import { exampleText } from './example-run.generate.ts';
import { parseRecord } from './parse-record.ts';
import { serializeEvent } from './serialize.ts';

const header = exampleText('passed').split('\n')[0]!;
const AT = 1768471200000;

/** A record of samples, read back; lines that start with a space are read in the common way only. */
function readBack(lines: readonly string[]) {
  const { observations, damaged } = parseRecord([header, ...lines].join('\n'));
  return { observations, problems: damaged.map(({ problem }) => problem) };
}

test('a sample read the quick way is what the common way reads, whatever stands in it', () => {
  const text = fc.oneof(fc.constantFrom('a"b', '{', '}', '\\', '\u202e', '__proto__', ''), fc.string());
  const sample = fc.record({
    kind: fc.constant('gpu' as const),
    at: fc.double({ min: AT, max: AT + 1e6, noNaN: true }),
    sampledAt: fc.double({ min: 0, max: AT * 2, noNaN: true }),
    source: fc.constantFrom<GpuSample['source']>('device', 'exporter', 'prometheus'),
    metric: fc.oneof(fc.constant('DCGM_FI_DEV_GPU_UTIL'), text),
    labels: fc.dictionary(text, text),
    value: fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant('NaN' as const)),
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 5 }), (samples) => {
      const lines = samples.map((one) => serializeEvent(one));
      expect(readBack(lines)).toEqual(readBack(lines.map((line) => ` ${line}`)));
    }),
  );
});

test('samples of one series share their labels', () => {
  const line = `{"kind":"gpu","at":${AT},"labels":{"gpu":"0"},"metric":"m","sampledAt":${AT},"source":"device","value":1}`;
  const [first, second] = readBack([line, line.replace('"value":1', '"value":2')])
    .observations as GpuSample[];
  expect(second).toMatchObject({ value: 2 });
  expect(second!.labels).toBe(first!.labels);
});
