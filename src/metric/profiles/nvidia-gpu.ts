import { OLDER } from '../pod-labels.ts';
import type { MetricProfile } from '../profile.ts';

/** The exporters of the walk-throughs before DCGM. */
export const nvidiaGpu = {
  name: 'nvidia-gpu-duty-cycle',
  title: 'nvidia_gpu_duty_cycle of ack-prometheus-gpu-exporter',
  exporter: {
    kind: 'nvidia-gpu',
    app: 'ack-prometheus-gpu-exporter',
    image: 'registry.cn-hangzhou.aliyuncs.com/acs/ack-prometheus-gpu-exporter:latest',
    port: 9445,
  },
  series: 'nvidia_gpu_duty_cycle',
  unit: 'percent',
  printed: OLDER,
  honorLabels: false,
  only: '',
  join: 'avg',
  metric: 'duty_cycle',
  aliases: ['nvidia_gpu_duty_cycle', 'gpu_duty_cycle'],
  others: [
    { series: 'nvidia_gpu_memory_used_bytes', join: 'sum' },
    { series: 'nvidia_gpu_memory_total_bytes', join: 'sum' },
  ],
  resource: 'nvidia.com/gpu',
  nodeLabels: { 'nvidia.com/gpu.present': 'true' },
  sharedBy: 1,
  traps: [
    'mindprince/nvidia_gpu_prometheus_exporter prints the same name with minor_number, uuid and name only: no rule can give its values to a pod.',
    'The labels are namespace_name and pod_name; namespace and pod are those of the exporter.',
    'The rule names the metric duty_cycle, without nvidia_gpu_; an HPA on nvidia_gpu_duty_cycle is <unknown> with it.',
    'Memory is in bytes, that of DCGM in MiB: after a move to DCGM the targets change too.',
    'uuid is written in lower case, where DCGM has UUID.',
  ],
  source:
    'Alibaba Cloud: output of ack-prometheus-gpu-exporter in its documentation; mindprince/nvidia_gpu_prometheus_exporter: main.go',
} as const satisfies MetricProfile;
