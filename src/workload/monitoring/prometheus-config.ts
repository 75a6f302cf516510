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
    ],
  });
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
