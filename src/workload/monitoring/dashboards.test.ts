import { describe, expect, it } from 'vitest';
import type { DEFAULT_PIPELINE } from '../../scenario/defaults.ts';
import { makeMetrics } from '../../serving/metrics.ts';
import { STOCK_PARTS } from '../stock-pipeline.fixture.ts';
import { buildDashboards } from './dashboards.ts';
import type { Dashboard } from './gpu-scaling-dashboard.ts';

function dashboardOf(pipeline: Partial<typeof DEFAULT_PIPELINE> = {}): Dashboard {
  const parts = { ...STOCK_PARTS, pipeline: { ...STOCK_PARTS.pipeline, ...pipeline } };
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
});
