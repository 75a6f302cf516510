import { signalNames } from '../../diagnosis/signal.ts';
import type { Plan } from '../../plan/plan.ts';
import { gpuOfSource } from '../../sample/gpu-of-source.ts';
import { podOf } from '../../sample/gpu-pod.ts';
import type { GpuSample } from '../../sample/observation.ts';
import { oncePerTimeline } from '../../sample/once-per-timeline.ts';
import type { Timeline } from '../../sample/timeline.ts';
import type { ReportInput } from '../report.ts';
import type { Curve, CurvePoint } from './curve.ts';

/** Duty cycle per serving pod (or GPU, where no pod is named), by name; from Prometheus where it was read, else nearer the device. */
export function dutyCycles({ header, timeline }: ReportInput): ReadonlyMap<string, Curve> {
  return curvesOf(header.plan, timeline);
}

const curvesOf = oncePerTimeline((plan: Plan, timeline) => {
  const names = signalNames(plan);
  const samples = firstWithSamples(timeline, names);
  const held = samples.filter((sample) => podOf(sample) !== undefined);
  const chosen = held.length > 0 ? held : samples;
  const curves = new Map<string, Curve>();
  for (const [name, list] of Map.groupBy(chosen, (s) => podOf(s) ?? s.labels.UUID ?? 'GPU')) {
    curves.set(name, { shape: 'line', points: list.map(gpuPoint).sort((a, b) => a.at - b.at) });
  }
  return curves;
});

function firstWithSamples(timeline: Timeline, names: ReadonlySet<string>): readonly GpuSample[] {
  for (const source of ['prometheus', 'exporter', 'device'] as const) {
    const samples = gpuOfSource(timeline, source).filter(({ metric }) => names.has(metric));
    if (samples.length > 0) return samples;
  }
  return [];
}

function gpuPoint(sample: GpuSample): CurvePoint {
  return { at: sample.sampledAt, value: typeof sample.value === 'number' ? sample.value : null };
}

/** Mean duty cycle of all serving pods at each second in which any was read. */
export function dutyCycleMean(curves: ReadonlyMap<string, Curve>): Curve {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { points } of curves.values()) {
    for (const { at, value } of points) {
      if (value === null) continue;
      const second = Math.round(at / 1000) * 1000;
      const seen = sums.get(second);
      if (seen === undefined) sums.set(second, { sum: value, count: 1 });
      else {
        seen.sum += value;
        seen.count += 1;
      }
    }
  }
  const points = [...sums].map(([at, { sum, count }]) => ({ at, value: sum / count }));
  return { shape: 'line', points: points.sort((a, b) => a.at - b.at) };
}
