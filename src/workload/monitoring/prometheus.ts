import type { KubeObject } from '../../kube/objects.ts';
import { labelsOf, selectorOf } from '../labels.ts';
import { digestOf, type PipelineParts, pipelineMetadata } from '../pipeline-parts.ts';
import { prometheusConfig } from './prometheus-config.ts';

/** Name of Prometheus' Deployment, Service, ServiceAccount and ConfigMap. */
export const PROMETHEUS = 'prometheus';
const IDENTITY = { name: PROMETHEUS, instance: 'scaleproof', component: 'monitoring' } as const;
const CLUSTER_NAME = 'scaleproof-prometheus';
const IMAGE = 'quay.io/prometheus/prometheus:v3.16.0';
const PORT = 9090;

/** Where Prometheus answers within the cluster. */
export function prometheusUrl(monitoringNamespace: string): string {
  return `http://${PROMETHEUS}.${monitoringNamespace}.svc:${PORT}/`;
}

/** Prometheus with its configuration, rights and Service (row S2). */
export function buildPrometheus(parts: PipelineParts): readonly KubeObject[] {
  const namespace = parts.pipeline.monitoringNamespace;
  const metadata = pipelineMetadata(PROMETHEUS, 'monitoring', { namespace });
  const config = prometheusConfig(parts);
  return [
    ...buildRights(namespace),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'prometheus.yml': config } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        // Two of them would write the same storage and be asked in turn.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: selectorOf(IDENTITY) },
        template: {
          metadata: {
            labels: labelsOf(IDENTITY),
            annotations: { 'scaleproof.dev/config': digestOf(config) },
          },
          spec: podSpec(parts),
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: selectorOf(IDENTITY),
        ports: [{ name: 'web', port: PORT, targetPort: 'web', protocol: 'TCP' }],
      },
    },
  ];
}

function podSpec({ timing }: PipelineParts) {
  return {
    serviceAccountName: PROMETHEUS,
    terminationGracePeriodSeconds: 10,
    securityContext: { runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 },
    containers: [
      {
        name: PROMETHEUS,
        image: IMAGE,
        args: [
          '--config.file=/etc/prometheus/prometheus.yml',
          '--storage.tsdb.path=/prometheus',
          '--storage.tsdb.retention.time=1d',
          `--web.listen-address=:${PORT}`,
          // Found targets are taken over this often; the default of 5 s is longer than a short scrape interval.
          `--scrape.discovery-reload-interval=${Math.min(5, Math.ceil(timing.scrapeIntervalMs / 1000))}s`,
        ],
        ports: [{ name: 'web', containerPort: PORT, protocol: 'TCP' }],
        readinessProbe: { httpGet: { path: '/-/ready', port: 'web' }, periodSeconds: 1 },
        resources: { requests: { cpu: '200m', memory: '256Mi' } },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/prometheus' },
          { name: 'data', mountPath: '/prometheus' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: PROMETHEUS } },
      { name: 'data', emptyDir: {} },
    ],
  };
}

function buildRights(namespace: string): readonly KubeObject[] {
  const clusterWide = pipelineMetadata(PROMETHEUS, 'monitoring', { name: CLUSTER_NAME });
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: pipelineMetadata(PROMETHEUS, 'monitoring', { namespace }),
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: clusterWide,
      rules: [
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
        // To read the kubelets' /metrics/resource.
        { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: clusterWide,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: CLUSTER_NAME },
      subjects: [{ kind: 'ServiceAccount', name: PROMETHEUS, namespace }],
    },
  ];
}
