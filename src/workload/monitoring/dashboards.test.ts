import { describe, expect, it } from 'vitest';
import { profileOf } from '../../metric/catalogue.ts';
import type { DEFAULT_PIPELINE } from '../../scenario/defaults.ts';
import { makeMetrics } from '../../serving/metrics.ts';
import type { PipelineParts } from '../pipeline-parts.ts';
import { STOCK_PARTS } from '../stock-pipeline.fixture.ts';
import { buildDashboards } from './dashboards.ts';
import type { Dashboard } from './gpu-scaling-dashboard.ts';

function dashboardOf(
  pipeline: Partial<typeof DEFAULT_PIPELINE> = {},
  profile: PipelineParts['profile'] = STOCK_PARTS.profile,
): Dashboard {
  const parts = { ...STOCK_PARTS, profile, pipeline: { ...STOCK_PARTS.pipeline, ...pipeline } };
  const [configMap] = buildDashboards(parts);
  expect(configMap?.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  return JSON.parse((configMap!.data as Record<string, string>)['gpu-scaling.json']!);
}

const queriesOf = ({ panels }: Dashboard, title: string) =>
  panels.find((panel) => panel.title === title)!.targets.map(({ expr }) => expr);

describe('S14: the Grafana dashboard', () => {
  it('shows duty cycle per pod, desired and current replicas of the HPA, requests and latency', () => {
    const dashboard = dashboardOf();
    expect(dashboard.panels.map(({ title }) => title)).toEqual([
      'Duty cycle per pod',
      'Replicas of the HPA',
      'Requests',
      'Latency',
    ]);
    expect(queriesOf(dashboard, 'Duty cycle per pod')).toEqual([
      'avg by (pod) (DCGM_FI_DEV_GPU_UTIL{namespace="$namespace",pod!=""})',
    ]);
    // The names of kube-state-metrics since 2.0.
    expect(queriesOf(dashboard, 'Replicas of the HPA').map((expr) => expr.replace(/\{.*/, ''))).toEqual(
      ['status_desired_replicas', 'status_current_replicas', 'spec_min_replicas', 'spec_max_replicas'].map(
        (name) => `kube_horizontalpodautoscaler_${name}`,
      ),
    );
  });

  it('asks the serving pods for series that they have', () => {
    const page = makeMetrics().render(0);
    const served = new Set(page.split('\n').map((line) => line.replace(/[{ ].*/, '')));
    const asked = ['Requests', 'Latency'].flatMap((title) => queriesOf(dashboardOf(), title));
    const names = asked.map((expr) => /style_\w+/.exec(expr)![0]);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !served.has(name))).toEqual([]);
  });

  it('goes by the exported labels where Prometheus does not honour those of the exporter', () => {
    expect(queriesOf(dashboardOf({ honorLabels: false }), 'Duty cycle per pod')).toEqual([
      'avg by (exported_pod) (DCGM_FI_DEV_GPU_UTIL{exported_namespace="$namespace",exported_pod!=""})',
    ]);
  });

  it.each([
    ['mig', 'avg by (pod) (DCGM_FI_PROF_GR_ENGINE_ACTIVE{namespace="$namespace",pod!="",GPU_I_ID!=""})', 1],
    [
      'nvidia-gpu-duty-cycle',
      'avg by (pod_name) (nvidia_gpu_duty_cycle{namespace_name="$namespace",pod_name!=""})',
      100,
    ],
    [
      'ack-sm-util',
      'sum by (PodName) (DCGM_CUSTOM_PROCESS_SM_UTIL{NamespaceName="$namespace",PodName!=""})',
      100,
    ],
    [
      'intel',
      'avg by (kube_pod) (xpum_engine_ratio{kube_namespace="$namespace",kube_pod!="",sub_dev=""})',
      1,
    ],
  ] as const)('goes by labels, rule and unit of the metric profile %s', (name, query, full) => {
    const profile = profileOf(name);
    const { series, honorLabels } = profile;
    const dashboard = dashboardOf({ adapterSeries: series, honorLabels }, profile);
    expect(queriesOf(dashboard, 'Duty cycle per pod')).toEqual([query]);
    const [, namespace] = /\{(\w+)=/.exec(query)!;
    expect(JSON.stringify(dashboard.templating)).toContain(`label_values(${series}, ${namespace})`);
    const unit = full === 1 ? 'percentunit' : 'percent';
    expect(dashboard.panels[0]!.fieldConfig.defaults).toEqual({ unit, min: 0, max: full });
  });
});
