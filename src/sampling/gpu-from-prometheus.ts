import type { PodLabels } from '../metric/profile.ts';
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

/** A selector of the raw samples of a workload's GPUs over a stretch, by the labels that name the pod which holds a GPU. */
export function rawSelector(
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
  names: Pick<PodLabels, 'namespace' | 'pod'>,
  stretchMs: number,
): string {
  const pods = `${escapeRegExp(workload.deployment)}-.+`;
  const labels = `${names.namespace}="${workload.namespace}",${names.pod}=~"${escapeText(pods)}"`;
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

/** Reads the raw samples of the workload's GPUs, by the first of the labels under which Prometheus has any. */
export function makeGpuReader(
  prometheus: PrometheusDoor,
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
  stretchMs: number,
  candidates: readonly PodLabels[],
): (options: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<PromAnswer> {
  let order = candidates;
  return async (options) => {
    let answer: PromAnswer = { series: [], warnings: [] };
    for (const names of order) {
      answer = await prometheus.instantQuery(rawSelector(series, workload, names, stretchMs), options);
      if (answer.series.length === 0) continue;
      // Those that have an answer are asked first from now on.
      order = [names, ...candidates.filter((other) => other !== names)];
      return answer;
    }
    return answer;
  };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function escapeText(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`);
}
