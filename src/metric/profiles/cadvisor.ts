import { PLAIN } from '../pod-labels.ts';
import type { MetricProfile } from '../profile.ts';

/** The kubelet's cAdvisor, as it was until Kubernetes 1.25 and on GKE of that time. */
export const cadvisor = {
  name: 'container-accelerator-duty-cycle',
  title: "container_accelerator_duty_cycle of the kubelet's cAdvisor",
  exporter: {
    kind: 'cadvisor',
    app: 'cadvisor',
    image: 'gcr.io/cadvisor/cadvisor:v0.44.0',
    port: 8080,
  },
  series: 'container_accelerator_duty_cycle',
  unit: 'percent',
  printed: PLAIN,
  honorLabels: true,
  only: 'container!="",container!="POD"',
  join: 'avg',
  metric: 'container_accelerator_duty_cycle',
  aliases: ['accelerator_duty_cycle', 'duty_cycle'],
  others: [
    { series: 'container_accelerator_memory_used_bytes', join: 'sum' },
    { series: 'container_accelerator_memory_total_bytes', join: 'sum' },
  ],
  resource: 'nvidia.com/gpu',
  nodeLabels: { 'nvidia.com/gpu.present': 'true' },
  sharedBy: 1,
  traps: [
    'It is gone: off by default since Kubernetes 1.20, removed in 1.25 and from cAdvisor itself. On a newer cluster an HPA on it never works; the successor is DCGM_FI_DEV_GPU_UTIL.',
    'cAdvisor stamps its samples, so Prometheus writes no end of a series: the values of a deleted pod live for 5 minutes more. The Pods metric of an HPA does not see them, an External one does.',
    'Kubelets before 1.16 print pod_name and container_name instead of pod and container.',
    'Only containers that hold a GPU have a series; an idle GPU has none.',
    'Memory is in bytes, that of DCGM in MiB.',
  ],
  source: 'google/cadvisor v0.44: metrics/prometheus.go; issues #1912 #3205; Kubernetes blog of 2020-12-16',
} as const satisfies MetricProfile;
