import type { KubeObject } from '../../kube/objects.ts';
import { type PipelineParts, pipelineMetadata } from '../pipeline-parts.ts';
import { gpuScalingDashboard } from './gpu-scaling-dashboard.ts';

/** Name of the ConfigMap that holds the dashboard. */
export const DASHBOARDS = 'scaleproof-dashboards';

/** The Grafana dashboard of row S14 in a ConfigMap that Grafana's sidecar takes up by its label. */
export function buildDashboards(parts: PipelineParts): readonly KubeObject[] {
  const metadata = pipelineMetadata(DASHBOARDS, 'dashboards', {
    namespace: parts.pipeline.monitoringNamespace,
  });
  const dashboard = gpuScalingDashboard(parts);
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, labels: { ...metadata.labels, grafana_dashboard: '1' } },
      data: {
        // Grafana keys a dashboard by `uid`: one that is applied again replaces itself.
        'gpu-scaling.json': `${JSON.stringify({ uid: 'scaleproof-gpu-scaling', ...dashboard }, null, 2)}\n`,
      },
    },
  ];
}
