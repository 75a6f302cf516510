import { describe, expect, test } from 'vitest';
import type { WrittenSample } from '../../prometheus/write-request.ts';
import { podOf } from '../../sample/gpu-pod.ts';
import { exampleInput } from '../example-input.fixture.ts';
import { runSeries } from './run-series.ts';
import { held, readings } from './written-curve.ts';

const input = exampleInput('passed');
const all = runSeries(input);

/** The samples of the one series with these labels. */
function samplesOf(name: string, labels: Readonly<Record<string, string>> = {}): readonly WrittenSample[] {
  const wanted = Object.entries({ __name__: `scaleproof_${name}`, ...labels });
  const found = all.filter((one) => wanted.every(([key, value]) => one.labels[key] === value));
  expect(found).toHaveLength(1);
  return found[0]!.samples;
}

test('every series names its run, and has its samples in order, none twice, with an end', () => {
  const names = new Set(all.map(({ labels }) => JSON.stringify(Object.entries(labels).sort())));
  expect(names.size).toBe(all.length);
  for (const { labels, samples } of all) {
    expect(labels).toMatchObject({ run_id: input.header.runId, scenario: 'example-run', emulated: 'true' });
    const times = samples.map(({ at }) => at);
    expect(times.every((at, index) => Number.isInteger(at) && (index === 0 || at > times[index - 1]!))).toBe(
      true,
    );
    expect(samples.at(-1)!.value).toBe('stale');
  }
});

test('has what the run saw: replicas, the metric of the HPA, each GPU by its pod, images asked and sent', () => {
  const { timeline, header } = input;
  const last = timeline.of('replicas').at(-1)!;
  expect(samplesOf('replicas', { state: 'ready' })).toContainEqual({
    at: Math.round(last.at),
    value: last.ready,
  });
  const hpa = timeline.of('hpa').find(({ metrics }) => metrics[0]?.value)!;
  const { name, value, target } = hpa.metrics[0]!;
  expect(samplesOf('hpa_metric', { metric: name })).toContainEqual({ at: Math.round(hpa.at), value });
  expect(samplesOf('hpa_metric_target', { metric: name })).toContainEqual({
    at: Math.round(hpa.at),
    value: target,
  });
  const gpu = timeline.of('gpu').find((one) => podOf(one) !== undefined && one.source === 'prometheus')!;
  const { metric, source } = gpu;
  expect(samplesOf('gpu_reading', { metric, source, pod: podOf(gpu)! })).toContainEqual({
    at: gpu.sampledAt,
    value: gpu.value,
  });
  const sum = (samples: readonly WrittenSample[]) =>
    samples.reduce((s, one) => s + (Number(one.value) || 0), 0);
  expect(sum(samplesOf('load_asked_images_per_second'))).toBeCloseTo(header.plan.arrivals.length, 0);
  expect(sum(samplesOf('load_sent_images_per_second'))).toBeCloseTo(timeline.of('request').length, 0);
  const p95 = samplesOf('latency_seconds', { quantile: '0.95' }).map(({ value }) => value);
  expect(p95.every((one) => one === 'stale' || (one > 0 && one < 10))).toBe(true);
  expect(samplesOf('run_info', { outcome: 'passed' }).some(({ value }) => value === 1)).toBe(true);
});

describe('a value that holds', () => {
  const points = [
    { at: 1000.4, value: 1 },
    { at: 41_000, value: 2 },
  ];

  test('is said again before a query would lose it, to the end of the run', () => {
    expect(held(points, 50_000, []).map(({ at, value }) => [at, value])).toEqual([
      [1000, 1],
      [16_000, 1],
      [31_000, 1],
      [41_000, 2],
      [50_000, 2],
      [50_001, 'stale'],
    ]);
  });

  test('ends where nobody looked, and begins anew with what was seen next', () => {
    const gap = { from: 20_000, to: 40_000 };
    expect(held(points, 42_000, [gap]).map(({ at, value }) => [at, value])).toEqual([
      [1000, 1],
      [16_000, 1],
      [20_000, 'stale'],
      [41_000, 2],
      [42_000, 2],
      [42_001, 'stale'],
    ]);
  });
});

test('of two readings in one millisecond the later one counts; the last stands as long as the one before', () => {
  const points = [
    { at: 1000, value: 1 },
    { at: 3000.2, value: 2 },
    { at: 3000.4, value: 3 },
  ];
  expect(readings(points)).toEqual([
    { at: 1000, value: 1 },
    { at: 3000, value: 3 },
    { at: 5000, value: 'stale' },
  ]);
  expect(readings([])).toEqual([]);
});
