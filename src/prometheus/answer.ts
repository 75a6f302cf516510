import { decodeAnswer, isObject, type PromAnswer } from './decode.ts';
import { PrometheusError } from './prometheus-error.ts';

/** Joins the answers to the parts of a range: each series once, its samples in order. */
export function joinParts(parts: readonly PromAnswer[]): PromAnswer {
  const bySeries = new Map<string, PromAnswer['series'][number]>();
  for (const series of parts.flatMap((part) => part.series)) {
    const key = JSON.stringify([series.metric, Object.entries(series.labels).sort()]);
    const before = bySeries.get(key)?.samples ?? [];
    bySeries.set(key, { ...series, samples: [...before, ...series.samples] });
  }
  return { series: [...bySeries.values()], warnings: [...new Set(parts.flatMap((part) => part.warnings))] };
}

/** A series whose values are times in seconds, as times in milliseconds. */
export function toMilliseconds(series: PromAnswer['series'][number]): PromAnswer['series'][number] {
  const samples = series.samples.map(({ at, value }) => ({
    at,
    value: typeof value === 'number' ? Math.round(value * 1000) : value,
  }));
  return { ...series, samples };
}

/** The answer to a query; throws `PrometheusError` when it is none. */
export function answerOf(what: string, raw: unknown): PromAnswer {
  const answer = decodeAnswer(raw);
  if (answer) return answer;
  throw new PrometheusError(
    'http',
    `${what} got an answer that is none of the Prometheus API: ${glimpse(raw)}`,
  );
}

/** The `data` of an answer about the server itself; throws `PrometheusError` when it has none. */
export function dataOf(what: string, raw: unknown): Readonly<Record<string, unknown>> {
  if (isObject(raw) && raw.status === 'success' && isObject(raw.data)) return raw.data;
  throw new PrometheusError(
    'http',
    `${what} got an answer that is none of the Prometheus API: ${glimpse(raw)}`,
  );
}

function glimpse(raw: unknown): string {
  return (typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'nothing')).slice(0, 120);
}
