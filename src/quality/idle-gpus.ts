import { profileOf } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample } from '../sample/observation.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import type { Figure, RunFacts } from './figure.ts';
import { scaledInAt } from './scale-in-figures.ts';

const SOURCES = ['device', 'exporter', 'prometheus'] as const;
/** A series that is silent for longer than this and than three exporter intervals is not filled in. */
const LONGEST_HOLD_MS = 5000;

/**
 * GPU-seconds that serving pods held and did not use, from load start until the service was scaled in (or the watch
 * ended), from the source nearest to the device that was read.
 */
export function idleGpuFigure(facts: RunFacts): Figure {
  return {
    id: 'idleGpus',
    label: 'idle GPU time',
    unit: 'gpu-seconds',
    worse: 'higher',
    floor: 1,
    value: idleGpuSeconds(facts),
  };
}

function idleGpuSeconds({ plan, timeline }: RunFacts): number | null {
  const { start } = loadSpan(timeline);
  if (start === undefined) return null;
  const end = scaledInAt(timeline, plan.scenario.hpa.minReplicas) ?? timeline.endedAt;
  const profile = profileOf(plan.scenario.hpa.metric.profile);
  const full = fullScale(profile);
  const held = heldGpus(timeline, profile.series);
  if (held.length === 0) return null;
  const longest = Math.max(LONGEST_HOLD_MS, 3 * plan.timing.exporterIntervalMs);
  let idleMs = 0;
  for (const series of Map.groupBy(held, (sample) => `${deviceOf(sample)} ${podOf(sample)}`).values()) {
    for (const [i, { at, value }] of series.entries()) {
      const until = Math.min(end, series[i + 1]?.at ?? at);
      const from = Math.max(start, at);
      if (until > from && until - at <= longest)
        idleMs += (until - from) * (1 - Math.min(full, value) / full);
    }
  }
  return idleMs / 1000;
}

function deviceOf({ labels }: GpuSample): string {
  return `${labels.UUID ?? labels.uuid ?? labels.acc_id ?? labels.gpu ?? labels.gpu_id} ${labels.GPU_I_ID ?? ''}`;
}

function heldGpus(timeline: Timeline, metric: string): readonly (GpuSample & { readonly value: number })[] {
  const serving = new Set(timeline.of('pod').map((seen) => seen.pod));
  for (const source of SOURCES) {
    const samples = timeline.of('gpu').filter((sample): sample is GpuSample & { readonly value: number } => {
      if (sample.source !== source || sample.metric !== metric || typeof sample.value !== 'number')
        return false;
      const pod = podOf(sample);
      return pod !== undefined && (serving.size === 0 || serving.has(pod));
    });
    if (samples.length > 0) return samples;
  }
  return [];
}
