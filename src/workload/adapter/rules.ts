import { stringify } from 'yaml';
import { type MetricProfile, type PodLabels, scrapedPodLabels } from '../../metric/profile.ts';
import { nvidiaGpu } from '../../metric/profiles/nvidia-gpu.ts';
import { cpuIntervalMs } from '../monitoring/prometheus-config.ts';
import { goDuration, type PipelineParts } from '../pipeline-parts.ts';

/** One rule of prometheus-adapter. */
export interface AdapterRule {
  readonly seriesQuery: string;
  readonly resources: { readonly overrides: Readonly<Record<string, { readonly resource: string }>> };
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
}

/** What of a pipeline its rules depend on. */
type RuleParts = Pick<PipelineParts, 'profile' | 'metricName' | 'pipeline'>;

/** The rules by which the adapter turns series into metrics of pods (row S9). */
export function adapterRules({ profile, metricName, pipeline }: RuleParts): readonly AdapterRule[] {
  const { adapterSeries, honorLabels, queryWindow } = pipeline;
  const labels = scrapedPodLabels(profile, honorLabels);
  const main = { series: adapterSeries, join: profile.join, metric: metricName };
  const rest = [{ series: profile.series, join: profile.join }, ...profile.others]
    .filter(({ series }) => series !== adapterSeries && series !== metricName)
    .map((other) => ({ ...other, metric: other.series }));
  return [
    ...[main, ...rest].map((one) => podRule({ ...one, labels, only: profile.only, windowMs: queryWindow })),
    ...(profile.exporter.kind === 'dcgm' ? [dutyCycleRule(queryWindow)] : []),
  ];
}

/** The one rule that a profile's metric needs, as `adapter-config` has it; YAML. `labels` are those seen in Prometheus. */
export function profileRule(
  profile: MetricProfile,
  as: { readonly honorLabels?: boolean; readonly labels?: PodLabels; readonly metricName?: string } = {},
): string {
  const rule = podRule({
    series: profile.series,
    metric: as.metricName ?? profile.metric,
    join: profile.join,
    labels: as.labels ?? scrapedPodLabels(profile, as.honorLabels ?? profile.honorLabels),
    only: profile.only,
    windowMs: 0,
  });
  return stringify([rule], { lineWidth: 0 });
}

/** `config.yaml` of the adapter; YAML. */
export function adapterConfig(parts: PipelineParts): string {
  const config = { rules: adapterRules(parts), resourceRules: resourceRules(parts) };
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** By these the adapter serves metrics.k8s.io too (row S8): CPU as a rate over the last few readings, memory as it is. */
function resourceRules({ timing }: Pick<PipelineParts, 'timing'>): object {
  const windowMs = RATE_READINGS * cpuIntervalMs(timing.scrapeIntervalMs);
  const ofContainers = '<<.LabelMatchers>>,container!=""';
  const rule = (query: (series: string, labels: string) => string, series: string) => ({
    containerQuery: `sum by (<<.GroupBy>>) (${query(`container_${series}`, ofContainers)})`,
    nodeQuery: `sum by (<<.GroupBy>>) (${query(`node_${series}`, '<<.LabelMatchers>>')})`,
    resources: {
      overrides: {
        namespace: { resource: 'namespace' },
        pod: { resource: 'pod' },
        node: { resource: 'node' },
      },
    },
    containerLabel: 'container',
  });
  const rate = (series: string, labels: string) => `rate(${series}{${labels}}[${goDuration(windowMs)}])`;
  const value = (series: string, labels: string) => `${series}{${labels}}`;
  return {
    cpu: rule(rate, 'cpu_usage_seconds_total'),
    memory: rule(value, 'memory_working_set_bytes'),
    window: goDuration(windowMs),
  };
}

/** A rate over fewer readings would be none when one of them is late. */
const RATE_READINGS = 3;

function podRule(of: {
  readonly series: string;
  readonly metric: string;
  readonly join: 'avg' | 'sum';
  readonly labels: PodLabels;
  readonly only: string;
  readonly windowMs: number;
}): AdapterRule {
  const { series, metric, join, labels, only, windowMs } = of;
  const named = [labels.namespace, labels.pod, labels.container].map((label) => `${label}!=""`);
  const wanted = [...named, ...only.split(',').filter((one) => one !== '' && !named.includes(one))];
  return {
    seriesQuery: `${series}{${wanted.join(',')}}`,
    resources: overrides(labels),
    name: { matches: `^${series}$`, as: metric },
    metricsQuery: joined(join, windowMs, only),
  };
}

/** `nvidia_gpu_duty_cycle` and its kind -> `duty_cycle`, as the walk-throughs before DCGM name them. */
function dutyCycleRule(windowMs: number): AdapterRule {
  const { namespace, pod } = nvidiaGpu.printed;
  return {
    seriesQuery: `{__name__=~"^nvidia_gpu_(duty_cycle|memory_used_bytes|memory_total_bytes)$",${namespace}!="",${pod}!=""}`,
    resources: overrides(nvidiaGpu.printed),
    name: { matches: '^nvidia_gpu_(.*)$', as: '$1' },
    metricsQuery: joined('avg', windowMs, ''),
  };
}

function overrides(labels: PodLabels): AdapterRule['resources'] {
  return { overrides: { [labels.namespace]: { resource: 'namespace' }, [labels.pod]: { resource: 'pod' } } };
}

function joined(join: 'avg' | 'sum', windowMs: number, only: string): string {
  const series = `<<.Series>>{<<.LabelMatchers>>${only === '' ? '' : `,${only}`}}`;
  const value = windowMs > 0 ? `avg_over_time(${series}[${goDuration(windowMs)}])` : series;
  return `${join} by (<<.GroupBy>>) (${value})`;
}
