import { profileOf } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
import { gpuOfSource } from '../sample/gpu-of-source.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample, Labels } from '../sample/observation.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import type { Figure, RunFacts } from './figure.ts';
import { scaledInAt } from './scale-in-figures.ts';

const SOURCES = ['device', 'exporter', 'prometheus'] as const;
/** A series that is silent for longer than this and than three exporter intervals is not filled in. */
const LONGEST_HOLD_MS = 5000;

/**
 * GPU-seconds that serving pods held and did not use, from load start until the service was scaled in (or the watch
 * ended), from the source nearest to the device that was read; and what they cost, where the scenario names a price.
 */
export function gpuFigures(facts: RunFacts): readonly Figure[] {
  const used = gpuSeconds(facts);
  const idle: Figure = {
    id: 'idleGpus',
    label: 'idle GPU time',
    unit: 'gpu-seconds',
    worse: 'higher',
    floor: 1,
    value: used?.idle ?? null,
  };
  const price = facts.plan.scenario.workload.pricePerGpuHour;
  if (price === undefined) return [idle];
  const cost = (id: string, label: string, seconds: number | undefined): Figure => {
    const value = seconds === undefined ? null : (seconds / 3600) * price;
    return { id, label, unit: 'price', worse: 'neither', floor: 0, value };
  };
  return [
    idle,
    cost('gpuCost', 'cost of all GPU time', used?.held),
    cost('idleCost', 'cost of idle GPU time', used?.idle),
  ];
}

function gpuSeconds({
  plan,
  timeline,
}: RunFacts): { readonly idle: number; readonly held: number } | undefined {
  const { start } = loadSpan(timeline);
  if (start === undefined) return undefined;
  const end = scaledInAt(timeline, plan.scenario.hpa.minReplicas) ?? timeline.endedAt;
  const profile = profileOf(plan.scenario.hpa.metric.profile);
  const full = fullScale(profile);
  const samples = heldGpus(timeline, profile.series);
  if (samples.length === 0) return undefined;
  const longest = Math.max(LONGEST_HOLD_MS, 3 * plan.timing.exporterIntervalMs);
  let [idleMs, heldMs] = [0, 0];
  for (const series of bySeries(samples)) {
    for (const [i, { at, value }] of series.entries()) {
      const until = Math.min(end, series[i + 1]?.at ?? at);
      const from = Math.max(start, at);
      if (until <= from || until - at > longest) continue;
      heldMs += until - from;
      idleMs += (until - from) * (1 - Math.min(full, value) / full);
    }
  }
  return { idle: idleMs / 1000, held: heldMs / 1000 };
}

/** Samples apart by device and pod. Those of one series share their labels, so that each set of labels is looked at once. */
function bySeries<S extends GpuSample>(samples: readonly S[]): readonly (readonly S[])[] {
  const names = new Map<Labels, S[]>();
  const series = new Map<string, S[]>();
  for (const sample of samples) {
    let own = names.get(sample.labels);
    if (own === undefined) {
      const name = `${deviceOf(sample)} ${podOf(sample)}`;
      own = series.get(name) ?? [];
      series.set(name, own);
      names.set(sample.labels, own);
    }
    own.push(sample);
  }
  return [...series.values()];
}

function deviceOf({ labels }: GpuSample): string {
  return `${labels.UUID ?? labels.uuid ?? labels.acc_id ?? labels.gpu ?? labels.gpu_id} ${labels.GPU_I_ID ?? ''}`;
}

function heldGpus(timeline: Timeline, metric: string): readonly (GpuSample & { readonly value: number })[] {
  const serving = new Set(timeline.of('pod').map((seen) => seen.pod));
  for (const source of SOURCES) {
    const samples = gpuOfSource(timeline, source).filter(
      (sample): sample is GpuSample & { readonly value: number } => {
        if (sample.metric !== metric || typeof sample.value !== 'number') return false;
        const pod = podOf(sample);
        return pod !== undefined && (serving.size === 0 || serving.has(pod));
      },
    );
    if (samples.length > 0) return samples;
  }
  return [];
}
