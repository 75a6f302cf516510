import type { KubeObject } from '../../kube/objects.ts';
import { labelsOf, selectorOf } from '../labels.ts';
import { prometheusUrl } from '../monitoring/prometheus.ts';
import { digestOf, goDuration, type PipelineParts, pipelineMetadata } from '../pipeline-parts.ts';
import { adapterAuditPolicy } from './audit-policy.ts';
import type { ServingCertificate } from './certificate.ts';
import * as names from './names.ts';
import { adapterConfig } from './rules.ts';

const IMAGE = 'registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.12.0';
const PORT = 6443;

/** prometheus-adapter as the custom metrics server: certificate, configuration, Deployment, Service (rows S3, S4, S9). */
export function buildAdapter(parts: PipelineParts, certificate: ServingCertificate): readonly KubeObject[] {
  const place = { namespace: parts.pipeline.adapterNamespace };
  const metadata = pipelineMetadata(names.ADAPTER, 'custom-metrics', place);
  const config = adapterConfig(parts);
  const policy = adapterAuditPolicy();
  return [
    buildSecret(place, certificate),
    configMap(names.ADAPTER_CONFIG, place, { 'config.yaml': config }),
    configMap(names.ADAPTER_AUDIT, place, { 'policy.yaml': policy }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selectorOf(names.ADAPTER_IDENTITY) },
        template: {
          metadata: {
            labels: labelsOf(names.ADAPTER_IDENTITY),
            annotations: { 'scaleproof.dev/config': digestOf(config, policy, certificate.certificatePem) },
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
        selector: selectorOf(names.ADAPTER_IDENTITY),
        ports: [{ name: 'https', port: 443, targetPort: 'https', protocol: 'TCP' }],
      },
    },
  ];
}

/** The APIService by which the API server sends custom.metrics.k8s.io to the adapter, trusting its CA only (row S4). */
export function buildApiService(parts: PipelineParts, certificate: ServingCertificate): KubeObject {
  return apiService(names.CUSTOM_METRICS_API, parts, certificate);
}

/** The same for metrics.k8s.io (row S8), on a cluster where nobody serves it; elsewhere a metrics-server does. */
export function buildResourceApiService(parts: PipelineParts, certificate: ServingCertificate): KubeObject {
  return apiService(names.RESOURCE_METRICS_API, parts, certificate);
}

function apiService(group: string, parts: PipelineParts, certificate: ServingCertificate): KubeObject {
  const version = 'v1beta1';
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: pipelineMetadata(names.ADAPTER, 'custom-metrics', {
      name: `${version}.${group}`,
    }),
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: names.ADAPTER, namespace: parts.pipeline.adapterNamespace, port: 443 },
      caBundle: Buffer.from(certificate.caPem).toString('base64'),
    },
  };
}

function buildSecret(place: { readonly namespace: string }, certificate: ServingCertificate): KubeObject {
  const encoded = (pem: string) => Buffer.from(pem).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: pipelineMetadata(names.ADAPTER, 'custom-metrics', {
      ...place,
      name: names.ADAPTER_CERTIFICATE,
    }),
    type: 'kubernetes.io/tls',
    data: {
      'ca.crt': encoded(certificate.caPem),
      'tls.crt': encoded(certificate.certificatePem),
      'tls.key': encoded(certificate.keyPem),
    },
  };
}

function configMap(
  name: string,
  place: { readonly namespace: string },
  data: Readonly<Record<string, string>>,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: pipelineMetadata(names.ADAPTER, 'custom-metrics', { ...place, name }),
    data,
  };
}

function podSpec({ pipeline, timing }: PipelineParts) {
  // A series that is not scraped within the age would drop out of discovery between two lists.
  const maxAgeMs = Math.max(2 * timing.relistIntervalMs, 3 * timing.scrapeIntervalMs);
  return {
    serviceAccountName: names.ADAPTER,
    terminationGracePeriodSeconds: 10,
    securityContext: { runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 },
    containers: [
      {
        name: names.ADAPTER,
        image: IMAGE,
        args: [
          `--secure-port=${PORT}`,
          '--tls-cert-file=/etc/adapter/tls/tls.crt',
          '--tls-private-key-file=/etc/adapter/tls/tls.key',
          `--prometheus-url=${prometheusUrl(pipeline.monitoringNamespace)}`,
          `--metrics-relist-interval=${goDuration(timing.relistIntervalMs)}`,
          `--metrics-max-age=${goDuration(maxAgeMs)}`,
          '--config=/etc/adapter/config/config.yaml',
          '--audit-policy-file=/etc/adapter/audit/policy.yaml',
          `--audit-log-path=${names.ADAPTER_AUDIT_LOG}`,
          '--audit-log-maxsize=50',
          '--audit-log-maxbackup=2',
        ],
        ports: [{ name: 'https', containerPort: PORT, protocol: 'TCP' }],
        readinessProbe: { httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' }, periodSeconds: 1 },
        resources: { requests: { cpu: '100m', memory: '128Mi' } },
        volumeMounts: [
          { name: 'tls', mountPath: '/etc/adapter/tls', readOnly: true },
          { name: 'config', mountPath: '/etc/adapter/config', readOnly: true },
          { name: 'audit', mountPath: '/etc/adapter/audit', readOnly: true },
          { name: 'log', mountPath: '/var/log/adapter' },
        ],
      },
    ],
    volumes: [
      { name: 'tls', secret: { secretName: names.ADAPTER_CERTIFICATE } },
      { name: 'config', configMap: { name: names.ADAPTER_CONFIG } },
      { name: 'audit', configMap: { name: names.ADAPTER_AUDIT } },
      { name: 'log', emptyDir: {} },
    ],
  };
}
