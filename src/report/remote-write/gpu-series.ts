import { POD_LABELS } from '../../metric/pod-labels.ts';
import type { WrittenSeries } from '../../prometheus/write-request.ts';
import { podOf } from '../../sample/gpu-pod.ts';
import type { GpuSample, MetricValue } from '../../sample/observation.ts';
import { gapsIn } from '../../sample/timeline.ts';
import type { ReportInput } from '../report.ts';
import { held, type MakeSeries, readings } from './written-curve.ts';

/** Labels that are ours; what an exporter calls so is `exported_...`, as Prometheus itself has it. */
const OURS = ['__name__', 'run_id', 'scenario', 'target', 'emulated', 'metric', 'source', 'pod'];

/** Every reading of a GPU, as each hop of the pipeline had it, and the GPUs of the target as a whole. */
export function gpuSeries({ timeline }: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const byLabels = Map.groupBy(timeline.of('gpu'), keyOf);
  const blind = gapsIn(timeline, ['nodes'], { from: timeline.startedAt, to: timeline.endedAt });
  const whole = timeline.of('gpus');
  return [
    ...[...byLabels.values()].map((samples) =>
      make(
        'gpu_reading',
        labelsOf(samples[0]!),
        readings(samples.map(({ sampledAt, value }) => ({ at: sampledAt, value: numberOf(value) }))),
      ),
    ),
    ...(['allocatable', 'allocated'] as const).map((state) =>
      make(
        'gpus',
        { state },
        held(
          whole.map((one) => ({ at: one.at, value: one[state] })),
          timeline.endedAt,
          blind,
        ),
      ),
    ),
  ];
}

function keyOf({ source, metric, labels }: GpuSample): string {
  return JSON.stringify([source, metric, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function labelsOf(sample: GpuSample): Readonly<Record<string, string>> {
  const pod = podOf(sample);
  const podLabel = POD_LABELS.find((one) => sample.labels[one.pod])?.pod;
  const theirs = Object.entries(sample.labels).filter(([name]) => name !== '__name__' && name !== podLabel);
  return {
    ...Object.fromEntries(
      theirs.map(([name, value]) => [OURS.includes(name) ? `exported_${name}` : name, value]),
    ),
    metric: sample.metric,
    source: sample.source,
    ...(pod === undefined ? {} : { pod }),
  };
}

function numberOf(value: MetricValue): number {
  if (typeof value === 'number') return value;
  return value === 'NaN'
    ? Number.NaN
    : value === '+Inf'
      ? Number.POSITIVE_INFINITY
      : Number.NEGATIVE_INFINITY;
}
