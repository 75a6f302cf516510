import { PLAIN } from '../pod-labels.ts';
import type { MetricProfile } from '../profile.ts';

/** AMD's Device Metrics Exporter. */
export const amd = {
  name: 'amd',
  title: 'gpu_gfx_activity of the AMD Device Metrics Exporter',
  exporter: {
    kind: 'amd',
    app: 'amd-device-metrics-exporter',
    image: 'docker.io/rocm/device-metrics-exporter:v1.5.2',
    port: 5000,
  },
  series: 'gpu_gfx_activity',
  unit: 'percent',
  printed: PLAIN,
  honorLabels: true,
  only: '',
  join: 'avg',
  metric: 'gpu_gfx_activity',
  aliases: ['amd_gpu_gfx_activity', 'GPU_GFX_ACTIVITY'],
  others: [
    { series: 'gpu_umc_activity', join: 'avg' },
    { series: 'gpu_used_vram', join: 'sum' },
  ],
  resource: 'amd.com/gpu',
  nodeLabels: { 'feature.node.kubernetes.io/amd-gpu': 'true' },
  sharedBy: 1,
  traps: [
    'The configuration says GPU_GFX_ACTIVITY, the series is gpu_gfx_activity; with CommonConfig.MetricsFieldPrefix it has a prefix, often amd_.',
    'In the partition modes CPX, DPX and QPX only partition 0 has activity: the pods on the others read nothing.',
    'Every series has the labels pod, namespace and container; they are empty for a GPU that no pod holds, so a rule has to ask for pod!="".',
    'The ServiceMonitor is off by default, and honours labels when it is on; a scrape job written by hand does not, and the pod is in exported_pod.',
    'Port 5000 is that of many a service; memory is in MB.',
    'gpu_umc_activity is how busy the memory controller is, not how full the memory.',
  ],
  source:
    'ROCm/device-metrics-exporter: pkg/amdgpu/gpuagent/gpuagent_gpu_metrics.go, docs/configuration/metricslist.md, helm-charts/values.yaml',
} as const satisfies MetricProfile;
