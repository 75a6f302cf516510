import { PLAIN } from '../pod-labels.ts';
import type { ExporterIdentity, MetricProfile } from '../profile.ts';

/** NVIDIA's exporter as its own chart deploys it. */
const DCGM_EXPORTER: ExporterIdentity = {
  kind: 'dcgm',
  app: 'dcgm-exporter',
  image: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04',
  port: 9400,
};

/** dcgm-exporter whose labels Prometheus honours. */
export const dcgm = {
  name: 'dcgm',
  title: 'dcgm-exporter, honorLabels true',
  exporter: DCGM_EXPORTER,
  series: 'DCGM_FI_DEV_GPU_UTIL',
  unit: 'percent',
  printed: PLAIN,
  honorLabels: true,
  only: '',
  join: 'avg',
  metric: 'DCGM_FI_DEV_GPU_UTIL',
  aliases: ['gpu_utilization', 'gpu_util', 'dcgm_gpu_utilization', 'DCGM_FI_DEV_GPU_UTIL_AVG'],
  others: [
    { series: 'DCGM_FI_DEV_MEM_COPY_UTIL', join: 'avg' },
    { series: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE', join: 'avg' },
    { series: 'DCGM_FI_DEV_FB_USED', join: 'sum' },
  ],
  resource: 'nvidia.com/gpu',
  nodeLabels: { 'nvidia.com/gpu.present': 'true' },
  sharedBy: 1,
  traps: [
    'The chart of dcgm-exporter has honorLabels: false; true has to be set (serviceMonitor.honorLabels), else profile dcgm-exported applies.',
    'Without DCGM_EXPORTER_KUBERNETES=true and the pod-resources mount there are series, but none names a pod.',
    'The exporter reads its devices every 30 s unless DCGM_EXPORTER_INTERVAL says otherwise; scraping faster repeats the same value.',
    'A GPU that no pod holds has a series without pod: the series of a pod ends when its GPU is freed.',
    "The default rules of prometheus-adapter's chart sum over the GPUs of a pod: with 8 GPUs at 60 % an HPA sees 480.",
    'A duty cycle ends at 100: with the default tolerance a target of 91 or more never scales out.',
    'The label Hostname is called hostname in releases after 4.5.3-4.8.2.',
  ],
  source:
    'NVIDIA/dcgm-exporter: internal/pkg/rendermetrics, etc/default-counters.csv, deployment/values.yaml',
} as const satisfies MetricProfile;
