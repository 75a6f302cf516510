import type { MetricProfile } from '../profile.ts';
import { dcgm } from './dcgm.ts';

/** The dcgm-exporter that GKE manages, scraped by a Prometheus of one's own. */
export const gke = {
  ...dcgm,
  name: 'gke',
  title: 'GKE: gke-managed-dcgm-exporter, the pod is in exported_pod',
  exporter: { ...dcgm.exporter, app: 'gke-managed-dcgm-exporter' },
  honorLabels: false,
  aliases: [...dcgm.aliases, 'gpu_utilization_percent'],
  traps: [
    'The exporter runs in gke-managed-system, and GKE gives it neither a Service nor a ServiceMonitor: both are yours to add.',
    'Its GPU ids are device names (nvidia0), not UUIDs; a dcgm-exporter of your own beside it needs DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE=device-name.',
    'Published rules record dcgm_fi_dev_gpu_util_relabelled first and scale on gpu_utilization_percent; that adds one rule interval.',
    'Cloud Monitoring has kubernetes.io/container/accelerator/duty_cycle, and the Stackdriver adapter serves it through external.metrics.k8s.io only, sampled every 60 s and seen minutes later: that is an External metric, which this profile is not.',
    'The node variant of that metric belongs to no workload: two Deployments on a node scale each other.',
  ],
  source:
    'kubernetes/examples: AI/vllm-deployment/hpa; NVIDIA/dcgm-exporter#27 #85; Cloud Monitoring metrics list',
} as const satisfies MetricProfile;
