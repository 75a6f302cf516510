import type { WrittenSeries } from '../../prometheus/write-request.ts';
import type { GapSource, RequestOutcome } from '../../sample/observation.ts';
import { gapsIn } from '../../sample/timeline.ts';
import { type CurvePoint, span } from '../curves/curve.ts';
import { achievedRate, askedRate, latency, outcomeRate } from '../curves/load-curves.ts';
import type { ReportInput } from '../report.ts';
import { gpuSeries } from './gpu-series.ts';
import { held, type Labels, type MakeSeries, readings } from './written-curve.ts';

const OUTCOMES: readonly RequestOutcome[] = ['ok', 'rejected', 'invalid', 'error', 'lost'];
const QUANTILES = [50, 95, 99];

/**
 * The series of a run as Prometheus takes them, each named `scaleproof_...` with the labels run_id, scenario, target and
 * emulated. Times are those of the record; seconds and ratios are Prometheus's units, other metrics keep their own.
 */
export function runSeries(input: ReportInput): readonly WrittenSeries[] {
  const { header } = input;
  const own: Labels = {
    run_id: header.runId,
    scenario: header.plan.scenario.name,
    target: header.target,
    emulated: String(header.emulated),
  };
  const make: MakeSeries = (name, labels, samples) => ({
    labels: { ...labels, ...own, __name__: `scaleproof_${name}` },
    samples,
  });
  const all = [
    ...replicaSeries(input, make),
    ...hpaSeries(input, make),
    ...gpuSeries(input, make),
    ...loadSeries(input, make),
    ...countSeries(input, make),
    ...verdictSeries(input, make),
  ];
  return all.filter(({ samples }) => samples.length > 0);
}

function holder({ timeline }: ReportInput, source: GapSource) {
  const blind = gapsIn(timeline, [source], { from: timeline.startedAt, to: timeline.endedAt });
  return (points: readonly CurvePoint[]) => held(points, timeline.endedAt, blind);
}

function replicaSeries(input: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const seen = input.timeline.of('replicas');
  const hold = holder(input, 'deployment');
  return (['desired', 'current', 'ready', 'available'] as const).map((state) =>
    make('replicas', { state }, hold(seen.map((one) => ({ at: one.at, value: one[state] })))),
  );
}

function hpaSeries(input: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const seen = input.timeline.of('hpa');
  const hold = holder(input, 'hpa');
  const metrics = [...new Set(seen.flatMap((one) => one.metrics.map(({ name }) => name)))];
  const ofMetric = (metric: string, key: 'value' | 'target') =>
    hold(
      seen.map((one) => ({
        at: one.at,
        value: one.metrics.find(({ name }) => name === metric)?.[key] ?? null,
      })),
    );
  const custom = input.timeline
    .of('customMetric')
    .flatMap(({ at, metric, pods }) => pods.map(({ pod, value }) => ({ metric, pod, at, value })));
  return [
    ...(['desired', 'current', 'min', 'max'] as const).map((state) =>
      make('hpa_replicas', { state }, hold(seen.map((one) => ({ at: one.at, value: one[state] })))),
    ),
    ...metrics.map((metric) => make('hpa_metric', { metric }, ofMetric(metric, 'value'))),
    ...metrics.map((metric) => make('hpa_metric_target', { metric }, ofMetric(metric, 'target'))),
    ...[...Map.groupBy(custom, ({ metric, pod }) => `${metric} ${pod}`).values()].map((list) =>
      make('custom_metric', { metric: list[0]!.metric, pod: list[0]!.pod }, readings(list)),
    ),
  ];
}

/** Rates and latencies by the second, each at the start of its second or (latencies) in its middle. */
function loadSeries(input: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const { from, to } = span(input);
  const seconds = Math.max(1, Math.ceil((to - from) / 1000) + 1);
  return [
    make('load_asked_images_per_second', {}, readings(askedRate(input, seconds).points)),
    make('load_sent_images_per_second', {}, readings(achievedRate(input, seconds).points)),
    ...OUTCOMES.map((outcome) =>
      make('answers_per_second', { outcome }, readings(outcomeRate(input, outcome, seconds).points)),
    ),
    ...QUANTILES.map((percent) => {
      const points = latency(input, percent, seconds).points.map(({ at, value }) => ({
        at,
        value: value === null ? null : value / 1000,
      }));
      return make('latency_seconds', { quantile: String(percent / 100) }, readings(points));
    }),
  ];
}

/** What the serving pods themselves counted. */
function countSeries({ timeline }: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const byPod = Map.groupBy(timeline.of('serverCount'), ({ pod }) => pod);
  return [...byPod].flatMap(([pod, seen]) =>
    (['accepted', 'completed', 'rejected'] as const).map((outcome) =>
      make(
        'server_images_total',
        { pod, outcome },
        readings(seen.map((one) => ({ at: one.at, value: one[outcome] }))),
      ),
    ),
  );
}

/** What the run came to; told for its whole length, so that a dashboard can list runs. */
function verdictSeries({ timeline, result }: ReportInput, make: MakeSeries): readonly WrittenSeries[] {
  const { startedAt, endedAt } = timeline;
  const whole = held([{ at: startedAt, value: 1 }], endedAt, []);
  return [
    make('run_info', { outcome: result.outcome }, whole),
    ...result.verdicts.map(({ assertion, status }) => make('assertion_info', { assertion, status }, whole)),
  ];
}
