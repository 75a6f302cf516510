import { scrapedPodLabels } from '../../metric/profile.ts';
import type { PipelineParts } from '../pipeline-parts.ts';

/** One line of a panel. */
export interface DashboardQuery {
  readonly expr: string;
  readonly legendFormat: string;
}

/** A Grafana dashboard, as far as it is written here; Grafana fills in the rest. */
export interface Dashboard {
  readonly title: string;
  readonly tags: readonly string[];
  readonly timezone: 'browser';
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly object[] };
  readonly panels: readonly DashboardPanel[];
}

/** One panel: a time series of one or more queries. */
export interface DashboardPanel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly type: 'timeseries';
  readonly datasource: typeof DATASOURCE;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly fieldConfig: { readonly defaults: object; readonly overrides: readonly object[] };
  readonly targets: readonly (DashboardQuery & { readonly refId: string })[];
}

/** Chosen in the dashboard, so that the file fits every Grafana. */
const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;
const HEIGHT = 8;
const WIDTH = 12;

interface PanelText {
  readonly title: string;
  readonly description: string;
  readonly unit: 'percent' | 'percentunit' | 'short' | 'reqps' | 's';
  readonly queries: readonly DashboardQuery[];
}

/**
 * What the procedure watches (rows S12, S14 to S18): duty cycle per pod, what the HPA wants and has, requests, latency.
 * Replicas come from kube-state-metrics, which the cluster has to have; the rest from what scaleproof installs.
 */
export function gpuScalingDashboard(parts: PipelineParts): Dashboard {
  return {
    title: 'GPU autoscaling',
    tags: ['scaleproof', 'gpu', 'autoscaling'],
    timezone: 'browser',
    refresh: '5s',
    schemaVersion: 39,
    time: { from: 'now-15m', to: 'now' },
    templating: { list: [datasourceVariable(), namespaceVariable(parts)] },
    panels: panelTexts(parts).map(panelOf),
  };
}

function panelTexts({ pipeline, profile }: PipelineParts): readonly PanelText[] {
  const { namespace, pod } = scrapedPodLabels(profile, pipeline.honorLabels);
  const series = pipeline.adapterSeries;
  const only = profile.only === '' ? '' : `,${profile.only}`;
  const hpa = 'kube_horizontalpodautoscaler';
  const replicas = (metric: string, text: string): DashboardQuery => ({
    expr: `${hpa}_${metric}{namespace="$namespace"}`,
    legendFormat: `{{horizontalpodautoscaler}} ${text}`,
  });
  return [
    {
      title: 'Duty cycle per pod',
      description: 'Share of time that the GPUs of a pod are busy, as the HPA reads it.',
      unit: profile.unit === 'percent' ? 'percent' : 'percentunit',
      queries: [
        {
          expr: `${profile.join} by (${pod}) (${series}{${namespace}="$namespace",${pod}!=""${only}})`,
          legendFormat: `{{${pod}}}`,
        },
      ],
    },
    {
      title: 'Replicas of the HPA',
      description: 'Desired and current replicas between the bounds of the HPA; needs kube-state-metrics.',
      unit: 'short',
      queries: [
        replicas('status_desired_replicas', 'desired'),
        replicas('status_current_replicas', 'current'),
        replicas('spec_min_replicas', 'min'),
        replicas('spec_max_replicas', 'max'),
      ],
    },
    {
      title: 'Requests',
      description: 'Answers of the serving pods by how they ended.',
      unit: 'reqps',
      queries: ['completed', 'rejected', 'failed'].map((end) => ({
        expr: `sum(rate(style_requests_${end}_total{namespace="$namespace"}[$__rate_interval]))`,
        legendFormat: end,
      })),
    },
    {
      title: 'Latency',
      description: 'From acceptance by a pod to the last byte of its answer.',
      unit: 's',
      queries: [0.5, 0.95].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le) (rate(style_request_seconds_bucket{namespace="$namespace"}[$__rate_interval])))`,
        legendFormat: `p${quantile * 100}`,
      })),
    },
  ];
}

/** The end of the axis, where the unit has one. */
const MOST: Partial<Record<PanelText['unit'], { readonly max: number }>> = {
  percent: { max: 100 },
  percentunit: { max: 1 },
};

function panelOf({ title, description, unit, queries }: PanelText, index: number): DashboardPanel {
  const bounds = { min: 0, ...MOST[unit] };
  return {
    id: index + 1,
    title,
    description,
    type: 'timeseries',
    datasource: DATASOURCE,
    gridPos: { h: HEIGHT, w: WIDTH, x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT },
    fieldConfig: { defaults: { unit, ...bounds }, overrides: [] },
    targets: queries.map((query, at) => ({ ...query, refId: String.fromCharCode(65 + at) })),
  };
}

function datasourceVariable(): object {
  return { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' };
}

function namespaceVariable({ pipeline, profile }: PipelineParts): object {
  const { namespace } = scrapedPodLabels(profile, pipeline.honorLabels);
  return {
    name: 'namespace',
    label: 'Namespace',
    type: 'query',
    datasource: DATASOURCE,
    query: { query: `label_values(${pipeline.adapterSeries}, ${namespace})`, refId: 'namespaces' },
    refresh: 2,
    sort: 1,
  };
}
