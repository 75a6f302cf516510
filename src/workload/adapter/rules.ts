import { stringify } from 'yaml';
import { cpuIntervalMs } from '../monitoring/prometheus-config.ts';
import { goDuration, type PipelineParts } from '../pipeline-parts.ts';

/** DCGM series beside the one under test that may be scaled on, and how the GPUs of one pod are joined. */
const OTHER_SERIES = [
  { series: 'DCGM_FI_DEV_GPU_UTIL', join: 'avg' },
  { series: 'DCGM_FI_DEV_MEM_COPY_UTIL', join: 'avg' },
  { series: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE', join: 'avg' },
  { series: 'DCGM_FI_DEV_FB_USED', join: 'sum' },
] as const;

/** One rule of prometheus-adapter. */
export interface AdapterRule {
  readonly seriesQuery: string;
  readonly resources: { readonly overrides: Readonly<Record<string, { readonly resource: string }>> };
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
}

/** The rules by which the adapter turns series into metrics of pods (row S9). */
export function adapterRules(parts: PipelineParts): readonly AdapterRule[] {
  const { adapterSeries, honorLabels } = parts.pipeline;
  const rest = OTHER_SERIES.filter(({ series }) => series !== adapterSeries && series !== parts.metricName);
  const labels = honorLabels ? HONORED : EXPORTED;
  return [
    dcgmRule(adapterSeries, parts.metricName, 'avg', labels, parts.pipeline.queryWindow),
    ...rest.map(({ series, join }) => dcgmRule(series, series, join, labels, parts.pipeline.queryWindow)),
    dutyCycleRule(parts.pipeline.queryWindow),
  ];
}

/** `config.yaml` of the adapter; YAML. */
export function adapterConfig(parts: PipelineParts): string {
  const config = { rules: adapterRules(parts), resourceRules: resourceRules(parts) };
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** By these the adapter serves metrics.k8s.io too (row S8): CPU as a rate over the last few readings, memory as it is. */
function resourceRules({ timing }: PipelineParts): object {
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

/** The labels that name the pod that holds a GPU. */
interface PodLabels {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

const HONORED: PodLabels = { namespace: 'namespace', pod: 'pod', container: 'container' };
// What Prometheus makes of an exporter's labels that clash with the target's, when it does not honour them.
const EXPORTED: PodLabels = {
  namespace: 'exported_namespace',
  pod: 'exported_pod',
  container: 'exported_container',
};
/** The device plug-in era's exporters named the pod like this. */
const OLDER: PodLabels = { namespace: 'namespace_name', pod: 'pod_name', container: 'container_name' };

function dcgmRule(
  series: string,
  metric: string,
  join: 'avg' | 'sum',
  labels: PodLabels,
  windowMs: number,
): AdapterRule {
  return {
    seriesQuery: `${series}{${labels.namespace}!="",${labels.pod}!="",${labels.container}!=""}`,
    resources: overrides(labels),
    name: { matches: `^${series}$`, as: metric },
    metricsQuery: joined(join, windowMs),
  };
}

/** `nvidia_gpu_duty_cycle` and its kind -> `duty_cycle`, as the walk-throughs before DCGM name them. */
function dutyCycleRule(windowMs: number): AdapterRule {
  return {
    seriesQuery: `{__name__=~"^nvidia_gpu_(duty_cycle|memory_used_bytes|memory_total_bytes)$",${OLDER.namespace}!="",${OLDER.pod}!=""}`,
    resources: overrides(OLDER),
    name: { matches: '^nvidia_gpu_(.*)$', as: '$1' },
    metricsQuery: joined('avg', windowMs),
  };
}

function overrides(labels: PodLabels): AdapterRule['resources'] {
  return { overrides: { [labels.namespace]: { resource: 'namespace' }, [labels.pod]: { resource: 'pod' } } };
}

function joined(join: 'avg' | 'sum', windowMs: number): string {
  const series = '<<.Series>>{<<.LabelMatchers>>}';
  const value = windowMs > 0 ? `avg_over_time(${series}[${goDuration(windowMs)}])` : series;
  return `${join} by (<<.GroupBy>>) (${value})`;
}
