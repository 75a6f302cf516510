import type { Labels, MetricValue } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** One value of a series; `at` is what Prometheus stamped it with, to the millisecond. */
export interface PromSample {
  readonly at: Instant;
  readonly value: MetricValue;
}

/** One series of an answer; labels without `__name__`, which is `metric` (empty where the query dropped it). */
export interface PromSeries {
  readonly metric: string;
  readonly labels: Labels;
  readonly samples: readonly PromSample[];
}

/** What Prometheus answered to a query; warnings are its own words, and ours about what was left out. */
export interface PromAnswer {
  readonly series: readonly PromSeries[];
  readonly warnings: readonly string[];
}

/**
 * Decodes the value text of a sample, or `undefined` when it is none.
 * prometheus-query reads it with parseFloat, which turns the infinities into NaN.
 */
export function decodeValue(text: unknown): MetricValue | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  if (text === 'NaN') return 'NaN';
  if (text === '+Inf' || text === 'Inf') return '+Inf';
  if (text === '-Inf') return '-Inf';
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Decodes the raw JSON of /api/v1/query and /api/v1/query_range; `undefined` when it has no such shape. */
export function decodeAnswer(raw: unknown): PromAnswer | undefined {
  if (!isObject(raw) || raw.status !== 'success' || !isObject(raw.data)) return undefined;
  const said = [...textsOf(raw.warnings), ...textsOf(raw.infos)];
  const { resultType, result } = raw.data;
  if (!Array.isArray(result)) return undefined;
  if (resultType === 'scalar') {
    return { series: [{ metric: '', labels: {}, samples: samplesOf([result]) }], warnings: said };
  }
  if (resultType !== 'vector' && resultType !== 'matrix') return undefined;
  const series: PromSeries[] = [];
  let histograms = 0;
  for (const item of result.filter(isObject)) {
    if (item.histogram !== undefined || item.histograms !== undefined) histograms++;
    const points = resultType === 'vector' ? [item.value] : Array.isArray(item.values) ? item.values : [];
    const samples = samplesOf(points);
    if (samples.length > 0) series.push({ ...namesOf(item.metric), samples });
  }
  const left = histograms === 0 ? [] : [`${histograms} native histograms of the answer were left out`];
  return { series, warnings: [...said, ...left] };
}

function samplesOf(points: readonly unknown[]): readonly PromSample[] {
  const samples: PromSample[] = [];
  for (const point of points) {
    if (!Array.isArray(point) || typeof point[0] !== 'number') continue;
    const value = decodeValue(point[1]);
    if (value !== undefined) samples.push({ at: Math.round(point[0] * 1000), value });
  }
  return samples;
}

function namesOf(metric: unknown): { readonly metric: string; readonly labels: Labels } {
  const pairs = Object.entries(isObject(metric) ? metric : {}).map(([name, value]) => [name, String(value)]);
  const { __name__: name = '', ...labels } = Object.fromEntries(pairs) as Record<string, string>;
  return { metric: name, labels };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
