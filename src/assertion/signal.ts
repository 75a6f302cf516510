import { profileOf } from '../metric/catalogue.ts';
import { gpuOfSource } from '../sample/gpu-of-source.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';
import type { Context } from './assertion.ts';

/** One value of the metric as it reached the HPA's side: the average over pods, when it held and whence it came. */
export interface SignalReading {
  readonly at: Instant;
  readonly value: number;
  readonly from: 'Prometheus' | 'custom metrics API' | 'HPA status';
}

/** The target per pod, in the metric's own unit. */
export function targetOf({ plan }: Context): number {
  return parseQuantity(plan.scenario.hpa.metric.averageValue) ?? Number.NaN;
}

/** The samples of the metric that drives the HPA, from one hop. */
export function signalSamples(
  { plan, timeline }: Context,
  source: GpuSample['source'],
): readonly GpuSample[] {
  const { hpa, pipeline } = plan.scenario;
  const names = new Set([hpa.metric.name, pipeline.adapterSeries, profileOf(hpa.metric.profile).series]);
  return gpuOfSource(timeline, source).filter((sample) => names.has(sample.metric));
}

/** The samples of that metric in Prometheus that belong to pods of the run. */
export function podSamples(context: Context): readonly GpuSample[] {
  const pods = new Set(context.timeline.of('pod').map((seen) => seen.pod));
  return signalSamples(context, 'prometheus').filter((sample) => {
    const pod = podOf(sample);
    return pod !== undefined && pods.has(pod);
  });
}

/** What the HPA's own side said of the metric: the custom metrics API and the HPA's status, in order of time. */
export function hpaSideReadings({ plan, timeline }: Context): readonly SignalReading[] {
  const asked = timeline.of('customMetric').flatMap((seen): readonly SignalReading[] => {
    if (seen.pods.length === 0) return [];
    const sum = seen.pods.reduce((total, pod) => total + pod.value, 0);
    return [{ at: seen.at, value: sum / seen.pods.length, from: 'custom metrics API' }];
  });
  const status = timeline.of('hpa').flatMap((seen): readonly SignalReading[] => {
    const metric = seen.metrics.find((m) => m.name === plan.scenario.hpa.metric.name);
    return metric?.value == null ? [] : [{ at: seen.at, value: metric.value, from: 'HPA status' }];
  });
  return [...asked, ...status].sort((a, b) => a.at - b.at);
}
