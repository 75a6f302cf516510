import { CAPITAL } from '../pod-labels.ts';
import type { MetricProfile } from '../profile.ts';

/** Alibaba Cloud ACK's GPU monitoring 2.0. */
export const ack = {
  name: 'ack-sm-util',
  title: 'DCGM_CUSTOM_PROCESS_SM_UTIL of the ACK GPU exporter',
  exporter: {
    kind: 'ack',
    app: 'ack-gpu-exporter',
    image: 'registry.cn-hangzhou.aliyuncs.com/acs/ack-gpu-exporter:latest',
    port: 9445,
  },
  series: 'DCGM_CUSTOM_PROCESS_SM_UTIL',
  unit: 'percent',
  printed: CAPITAL,
  honorLabels: false,
  only: '',
  join: 'sum',
  metric: 'DCGM_CUSTOM_PROCESS_SM_UTIL',
  aliases: [],
  others: [{ series: 'DCGM_CUSTOM_PROCESS_MEM_USED', join: 'sum' }],
  resource: 'nvidia.com/gpu',
  nodeLabels: { 'nvidia.com/gpu.present': 'true' },
  sharedBy: 1,
  traps: [
    'It is a custom metric of ACK, and custom metrics are fee-charged.',
    'It is the share of the SMs that a process uses, not of the time in which it uses any: a kernel on a few SMs reads low where DCGM_FI_DEV_GPU_UTIL reads 100.',
    'There is one series a process: the processes of a pod are summed, and a pod whose process has not started yet has none.',
    'The metrics adapter of ACK serves custom.metrics.k8s.io itself; a prometheus-adapter beside it fights for the same APIService.',
    'The spelling of the labels (NamespaceName, PodName) could not be confirmed from public sources: look at the series before writing the rule.',
  ],
  source:
    'Alibaba Cloud: "Introduction to metrics" of GPU monitoring 2.0 (name, unit); labels from memory, not confirmed',
} as const satisfies MetricProfile;
