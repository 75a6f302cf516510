import { signalNames } from '../diagnosis/signal.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample, RequestObservation } from '../sample/observation.ts';
import { percentile } from '../sample/percentile.ts';
import { loadSpan } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { ReportInput } from './report.ts';

/** One value of a curve; `null` breaks the line, because nothing was seen there. */
export interface CurvePoint {
  readonly at: Instant;
  readonly value: number | null;
}

/** A series as it is drawn: a `step` holds its value to the next point, a `line` runs straight to it. */
export interface Curve {
  readonly shape: 'step' | 'line';
  readonly points: readonly CurvePoint[];
}

/** The stretch of a run that charts show. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** How much of the time before load start is worth showing, milliseconds. */
const BEFORE_LOAD_MS = 10_000;

/** From a little before load start to the end; the bringing up of a lab may take minutes and tells nothing here. */
export function span({ timeline }: ReportInput): Span {
  const start = loadSpan(timeline).start;
  const from =
    start === undefined ? timeline.startedAt : Math.max(timeline.startedAt, start - BEFORE_LOAD_MS);
  return { from, to: Math.max(timeline.endedAt, from + 1000) };
}

/** Width of the bins in which requests are counted: whole seconds, at most 240 bins. */
function binMs(input: ReportInput): number {
  const { from, to } = span(input);
  return Math.max(1, Math.ceil((to - from) / 240_000)) * 1000;
}

/** Images asked per second, by the plan's arrivals. */
export function askedRate(input: ReportInput): Curve {
  const start = loadSpan(input.timeline).start;
  if (start === undefined) return { shape: 'step', points: [] };
  return rateOf(
    input,
    input.header.plan.arrivals.map((offset) => start + offset),
  );
}

/** Images sent per second. */
export function achievedRate(input: ReportInput): Curve {
  return rateOf(
    input,
    input.timeline.of('request').map((request) => request.sentAt),
  );
}

function rateOf(input: ReportInput, instants: readonly Instant[]): Curve {
  if (instants.length === 0) return { shape: 'step', points: [] };
  const bin = binMs(input);
  const counts = countInBins(input, bin, instants);
  return { shape: 'step', points: counts.map(({ at, items }) => ({ at, value: (items * 1000) / bin })) };
}

function countInBins(
  input: ReportInput,
  bin: number,
  instants: readonly Instant[],
): readonly { at: Instant; items: number }[] {
  const { from, to } = binnedSpan(input);
  const counts = new Array<number>(Math.ceil((to - from) / bin)).fill(0);
  for (const at of instants) {
    const index = Math.floor((at - from) / bin);
    if (index >= 0 && index < counts.length) counts[index] = counts[index]! + 1;
  }
  return counts.map((items, index) => ({ at: from + index * bin, items }));
}

// Bins are counted from load start, so that the edge of a stage falls on the edge of a bin.
function binnedSpan(input: ReportInput): Span {
  const { from, to } = span(input);
  const start = loadSpan(input.timeline).start ?? from;
  const bin = binMs(input);
  return { from: start - Math.ceil((start - from) / bin) * bin, to };
}

/** A latency percentile of rightly answered images per bin of intended starts, milliseconds. */
export function latency(input: ReportInput, percent: number): Curve {
  const bin = binMs(input);
  const { from } = binnedSpan(input);
  const ok = input.timeline.of('request').filter((request) => request.outcome === 'ok');
  const bins = Map.groupBy(ok, (request) => Math.floor((request.intendedAt - from) / bin));
  const points: CurvePoint[] = [];
  for (const index of [...bins.keys()].sort((a, b) => a - b)) {
    // A bin without answers breaks the line: what was not measured is not drawn as if it lay between its neighbours.
    if (points.length > 0 && !bins.has(index - 1))
      points.push({ at: from + (index - 0.5) * bin, value: null });
    points.push({
      at: from + (index + 0.5) * bin,
      value: percentile(bins.get(index)!.map(fromIntendedStart), percent)!,
    });
  }
  return { shape: 'line', points };
}

function fromIntendedStart(request: RequestObservation): number {
  return request.sentAt + request.durationMs - request.intendedAt;
}

/** Duty cycle per serving pod (or GPU, where no pod is named), by name; from Prometheus where it was read, else nearer the device. */
export function dutyCycles(input: ReportInput): ReadonlyMap<string, Curve> {
  const names = signalNames(input.header.plan);
  const samples = input.timeline.of('gpu').filter((sample) => names.has(sample.metric));
  const source = (['prometheus', 'exporter', 'device'] as const).find((one) =>
    samples.some((s) => s.source === one),
  );
  const held = samples.filter((sample) => sample.source === source && podOf(sample) !== undefined);
  const chosen = held.length > 0 ? held : samples.filter((sample) => sample.source === source);
  const curves = new Map<string, Curve>();
  for (const [name, list] of Map.groupBy(chosen, (s) => podOf(s) ?? s.labels.UUID ?? 'GPU')) {
    curves.set(name, { shape: 'line', points: list.map(gpuPoint).sort((a, b) => a.at - b.at) });
  }
  return curves;
}

function gpuPoint(sample: GpuSample): CurvePoint {
  return { at: sample.sampledAt, value: typeof sample.value === 'number' ? sample.value : null };
}

/** Mean duty cycle of all serving pods at each time at which any was read. */
export function dutyCycleMean(input: ReportInput): Curve {
  const all = [...dutyCycles(input).values()]
    .flatMap((curve) => curve.points)
    .filter((point) => point.value !== null);
  const points: CurvePoint[] = [];
  for (const [at, list] of Map.groupBy(all, (point) => Math.round(point.at / 1000) * 1000)) {
    points.push({ at, value: list.reduce((sum, point) => sum + point.value!, 0) / list.length });
  }
  return { shape: 'line', points: points.sort((a, b) => a.at - b.at) };
}

/** The metric as the HPA's status gives it. */
export function hpaMetric({ timeline, header }: ReportInput): Curve {
  const name = header.plan.scenario.hpa.metric.name;
  const points = timeline.of('hpa').map((seen) => {
    const metric = seen.metrics.find((one) => one.name === name) ?? seen.metrics[0];
    return { at: seen.at, value: metric?.value ?? null };
  });
  return { shape: 'step', points };
}

/** A resource of the pods as the HPA's status gives it: percent of the requests, or an average, as its target is. */
export function hpaResource({ timeline }: ReportInput, name: string): Curve {
  const points = timeline.of('hpa').map((seen) => ({
    at: seen.at,
    value: seen.metrics.find((one) => one.name === name)?.value ?? null,
  }));
  return { shape: 'step', points };
}

/** What the custom metrics API answered, averaged over pods as the HPA does. */
export function customMetric({ timeline }: ReportInput): Curve {
  const points = timeline.of('customMetric').map((seen) => ({
    at: seen.at,
    value:
      seen.pods.length === 0 ? null : seen.pods.reduce((sum, pod) => sum + pod.value, 0) / seen.pods.length,
  }));
  return { shape: 'line', points };
}

/** Ready replicas. */
export function readyReplicas(input: ReportInput): Curve {
  return replicas(input, 'ready');
}

/** One of the Deployment's counts. */
export function replicas({ timeline }: ReportInput, count: 'desired' | 'current' | 'ready'): Curve {
  return {
    shape: 'step',
    points: timeline.of('replicas').map((seen) => ({ at: seen.at, value: seen[count] })),
  };
}

/** A curve as one value per bin, for bars: the highest in the bin, else (for steps) the value that still holds. */
export function valuesInBins(curve: Curve, { from, to }: Span, bins: number): readonly (number | null)[] {
  const values = new Array<number | null>(bins).fill(null);
  const touched = new Array<boolean>(bins).fill(false);
  for (const { at, value } of curve.points) {
    const index = Math.min(bins - 1, Math.floor(((at - from) / (to - from)) * bins));
    if (index < 0 || value === null) continue;
    values[index] = touched[index] ? Math.max(values[index]!, value) : value;
    touched[index] = true;
  }
  const before = curve.points.findLast((point) => point.at <= from);
  return hold(
    values,
    curve.shape === 'step' ? (before?.value ?? null) : null,
    curve.shape === 'step' ? bins : Math.ceil(LINE_HOLDS_MS / ((to - from) / bins)),
  );
}

/** How long a line's last value stands in for bins narrower than its readings are apart, milliseconds. */
const LINE_HOLDS_MS = 3000;

function hold(
  values: readonly (number | null)[],
  first: number | null,
  longest: number,
): readonly (number | null)[] {
  let holding = first;
  let since = 0;
  return values.map((value) => {
    since = value === null ? since + 1 : 0;
    if (value !== null) holding = value;
    return since <= longest ? holding : null;
  });
}
