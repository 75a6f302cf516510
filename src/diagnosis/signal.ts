import { profileOf } from '../metric/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import { gpuOfSource } from '../sample/gpu-of-source.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { CustomMetricObservation, GpuSample, HpaObservation } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';
import { GpuReading } from './gpu-reading.ts';

/** The HPA acts only when the metric is off its target by more than this share, unless its spec says otherwise. */
const DEFAULT_TOLERANCE = 0.1;

/** One reading of the scaling signal at one hop: when it was so, when the run saw it, and how high it was. */
export interface Reading {
  /** When the value held by its own source's time stamp. */
  readonly at: Instant;
  /** When the run read it. */
  readonly seenAt: Instant;
  readonly value: number;
  /** The pod or device it is about. */
  readonly of: string;
}

/** The hops at which the scaling signal is a number. */
export type MetricHop =
  | 'device'
  | 'exporter'
  | 'prometheus'
  | 'adapter-prometheus'
  | 'custom-metrics'
  | 'hpa';

/** Whether the metrics adapter asks another Prometheus than the one that scrapes the exporter. */
export function hasTwoPrometheus({ scenario }: Plan): boolean {
  return scenario.prometheus?.adapter !== undefined;
}

/** The target per pod that the HPA is held to, in the metric's own unit. */
export function targetOf(plan: Plan): number {
  return parseQuantity(plan.scenario.hpa.metric.averageValue) ?? Number.NaN;
}

/** The value that the metric has to pass before the HPA adds a pod: the target plus its tolerance. */
export function scaleOutLine(plan: Plan): number {
  const written = plan.scenario.hpa.behavior?.scaleUp?.tolerance;
  const tolerance = (written === undefined ? undefined : parseQuantity(written)) ?? DEFAULT_TOLERANCE;
  return targetOf(plan) * (1 + tolerance);
}

/** All readings of the signal at one hop, in order of the time at which they held. */
export function readingsAt(plan: Plan, timeline: Timeline, hop: MetricHop): readonly Reading[] {
  switch (hop) {
    case 'custom-metrics':
      return timeline.of('customMetric').flatMap(averageOverPods);
    case 'hpa':
      return timeline.of('hpa').flatMap((seen) => hpaReading(plan, seen));
    default:
      return gpuReadings(plan, timeline, hop);
  }
}

/** The highest reading, the first of them where several are equal. */
export function peakOf(readings: readonly Reading[]): Reading | undefined {
  let peak: Reading | undefined;
  for (const reading of readings) if (!peak || reading.value > peak.value) peak = reading;
  return peak;
}

function gpuReadings(plan: Plan, timeline: Timeline, source: GpuSample['source']): readonly Reading[] {
  const names = signalNames(plan);
  const serving = new Set(timeline.of('pod').map((p) => p.pod));
  const readings: Reading[] = [];
  for (const sample of gpuOfSource(timeline, source)) {
    if (!isNumber(sample) || !names.has(sample.metric)) continue;
    const pod = podOf(sample);
    if (pod !== undefined && serving.size > 0 && !serving.has(pod)) continue;
    readings.push(new GpuReading(sample));
  }
  return readings.sort((a, b) => a.at - b.at);
}

function isNumber(sample: GpuSample): sample is GpuSample & { readonly value: number } {
  return typeof sample.value === 'number';
}

/** The names under which the duty cycle may come: as the HPA asks for it, as the adapter does, as the exporter prints it. */
export function signalNames(plan: Plan): ReadonlySet<string> {
  const { hpa, pipeline } = plan.scenario;
  return new Set([hpa.metric.name, pipeline.adapterSeries, profileOf(hpa.metric.profile).series]);
}

function averageOverPods(seen: CustomMetricObservation): readonly Reading[] {
  if (seen.pods.length === 0) return [];
  const sum = seen.pods.reduce((total, pod) => total + pod.value, 0);
  return [
    {
      at: seen.at,
      seenAt: seen.at,
      value: sum / seen.pods.length,
      of: seen.pods.length === 1 ? 'the one pod' : `average of ${seen.pods.length} pods`,
    },
  ];
}

function hpaReading(plan: Plan, seen: HpaObservation): readonly Reading[] {
  const metric = seen.metrics.find((m) => m.name === plan.scenario.hpa.metric.name) ?? seen.metrics[0];
  if (metric?.value == null) return [];
  return [{ at: seen.at, seenAt: seen.at, value: metric.value, of: 'HPA status' }];
}
