import { stringify } from 'yaml';
import { COMPONENT_LABEL } from '../labels.ts';
import { goDuration, type PipelineParts } from '../pipeline-parts.ts';

/** `prometheus.yml`: scrapes the exporter's pods and the serving pods; YAML. */
export function prometheusConfig({ pipeline, profile, timing }: PipelineParts): string {
  const interval = goDuration(timing.scrapeIntervalMs);
  return stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: goDuration(Math.min(timing.scrapeIntervalMs, 10_000)),
      evaluation_interval: interval,
    },
    scrape_configs: [
      {
        job_name: profile.exporter.app,
        // True: the exporter's pod, namespace and container labels name the pod that holds the GPU.
        // False: they become exported_pod and so on, and the plain ones name the exporter's own pod.
        honor_labels: pipeline.honorLabels,
        kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [pipeline.monitoringNamespace] } }],
        relabel_configs: [
          keep('__meta_kubernetes_pod_label_app_kubernetes_io_name', profile.exporter.app),
          keep('__meta_kubernetes_pod_container_port_name', 'metrics'),
          ...targetLabels(),
        ],
      },
      {
        job_name: 'serving',
        kubernetes_sd_configs: [{ role: 'pod' }],
        relabel_configs: [
          keep('__meta_kubernetes_pod_label_app_kubernetes_io_part_of', 'scaleproof'),
          keep(`__meta_kubernetes_pod_label_${COMPONENT_LABEL.replace(/\W/g, '_')}`, 'serving'),
          keep('__meta_kubernetes_pod_container_port_name', 'http'),
          keep('__meta_kubernetes_pod_phase', 'Running'),
          ...targetLabels(),
        ],
      },
      kubeletScrape(timing.scrapeIntervalMs),
    ],
  });
}

/** CPU and memory of containers and nodes, from the kubelets through the API server's proxy, which knows them by certificate. */
function kubeletScrape(scrapeIntervalMs: number) {
  const account = '/var/run/secrets/kubernetes.io/serviceaccount';
  return {
    job_name: 'kubelet',
    scrape_interval: goDuration(cpuIntervalMs(scrapeIntervalMs)),
    scheme: 'https',
    tls_config: { ca_file: `${account}/ca.crt` },
    authorization: { credentials_file: `${account}/token` },
    // A kubelet stamps its samples itself; without this a container that is gone would be there for five minutes more.
    track_timestamps_staleness: true,
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' },
      { source_labels: ['__meta_kubernetes_node_name'], target_label: 'instance' },
      { target_label: '__address__', replacement: 'kubernetes.default.svc:443' },
      {
        source_labels: ['__meta_kubernetes_node_name'],
        target_label: '__metrics_path__',
        replacement: '/api/v1/nodes/$1/proxy/metrics/resource',
      },
    ],
  };
}

/** CPU seconds are read less often than GPUs: a rate needs a stretch of them in any case. */
export function cpuIntervalMs(scrapeIntervalMs: number): number {
  return 2 * scrapeIntervalMs;
}

function keep(label: string, regex: string) {
  return { action: 'keep', source_labels: [label], regex };
}

function targetLabels() {
  return [
    { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
    { source_labels: ['__meta_kubernetes_pod_container_name'], target_label: 'container' },
    { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
  ];
}
