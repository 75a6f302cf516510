import type { PromAnswer } from '../prometheus/decode.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { GpuSample, MetricValue } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** dcgm-exporter writes values near 2^63 where a GPU does not have a field: no samples. */
const BLANK = 9.2e18;

/** Whether a value stands for "this GPU does not tell". */
export function isBlank(value: MetricValue): boolean {
  return typeof value === 'number' && value >= BLANK;
}

/**
 * A selector of the raw samples of a workload's GPUs over a stretch. `honoured` is the shape of labels in which `pod` is
 * the pod that holds the GPU; in the other one `pod` is the exporter and the workload has become `exported_pod`.
 */
export function rawSelector(
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
  shape: 'honoured' | 'exported',
  stretchMs: number,
): string {
  const prefix = shape === 'honoured' ? '' : 'exported_';
  const pods = `${escapeRegExp(workload.deployment)}-.+`;
  const labels = `${prefix}namespace="${workload.namespace}",${prefix}pod=~"${escapeText(pods)}"`;
  return `${series}{${labels}}[${Math.ceil(stretchMs / 1000)}s]`;
}

/** Lets each raw sample through once, in order, however often the same stretch is read. */
export function makeSampleFilter(
  source: GpuSample['source'],
  since: Instant,
): (answer: PromAnswer, at: Instant) => readonly GpuSample[] {
  const last = new Map<string, Instant>();
  return (answer, at) => {
    const fresh: GpuSample[] = [];
    for (const { metric, labels, samples } of answer.series) {
      const key = JSON.stringify([metric, Object.entries(labels).sort()]);
      for (const { at: sampledAt, value } of samples) {
        if (sampledAt <= (last.get(key) ?? since) || isBlank(value)) continue;
        last.set(key, sampledAt);
        fresh.push({ kind: 'gpu', at, sampledAt, source, metric, labels, value });
      }
    }
    return fresh.sort((a, b) => a.sampledAt - b.sampledAt);
  };
}

/** Reads the raw samples of the workload's GPUs in whichever shape of labels Prometheus has them. */
export function makeGpuReader(
  prometheus: PrometheusDoor,
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
  stretchMs: number,
): (options: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<PromAnswer> {
  let shape: 'honoured' | 'exported' = 'honoured';
  return async (options) => {
    const answer = await prometheus.instantQuery(rawSelector(series, workload, shape, stretchMs), options);
    if (answer.series.length > 0) return answer;
    const other = shape === 'honoured' ? 'exported' : 'honoured';
    const second = await prometheus.instantQuery(rawSelector(series, workload, other, stretchMs), options);
    // The shape that has an answer is asked first from now on.
    if (second.series.length > 0) shape = other;
    return second;
  };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function escapeText(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`);
}
