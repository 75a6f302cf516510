import type { MetricProfile } from '../profile.ts';
import { dcgm } from './dcgm.ts';

/** dcgm-exporter as NVIDIA's GPU Operator deploys it. */
export const gpuOperator = {
  ...dcgm,
  name: 'gpu-operator',
  title: 'GPU Operator: nvidia-dcgm-exporter, the pod is in exported_pod',
  exporter: { ...dcgm.exporter, app: 'nvidia-dcgm-exporter' },
  honorLabels: false,
  traps: [
    'The ServiceMonitor is off by default (dcgmExporter.serviceMonitor.enabled), and has neither an interval nor honorLabels: the global interval of Prometheus applies, and the pod is in exported_pod.',
    'Its counters are dcp-metrics-included.csv: a CSV of your own replaces them, it adds nothing.',
    'The port of the Service is named gpu-metrics, that of the container metrics: a ServiceMonitor and a PodMonitor want different names.',
    'The readiness probe starts after 45 s: a new GPU node has no metric before that.',
  ],
  source:
    'NVIDIA/gpu-operator: assets/state-dcgm-exporter; NVIDIA/dcgm-exporter: etc/dcp-metrics-included.csv',
} as const satisfies MetricProfile;
