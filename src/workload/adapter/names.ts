import type { Identity } from '../labels.ts';

/** Name of the adapter's Deployment, Service and ServiceAccount. */
export const ADAPTER = 'prometheus-adapter';
/** ConfigMap with the adapter's rules (row S9). */
export const ADAPTER_CONFIG = 'adapter-config';
/** Secret with the adapter's certificate (row S3). */
export const ADAPTER_CERTIFICATE = 'prometheus-adapter-tls';
/** ConfigMap with what the adapter writes to its audit log. */
export const ADAPTER_AUDIT = 'adapter-audit';
/** Where the adapter writes its audit log, a JSON line for each read of the HPA controller. */
export const ADAPTER_AUDIT_LOG = '/var/log/adapter/audit.log';
export const CUSTOM_METRICS_API = 'custom.metrics.k8s.io';
export const RESOURCE_METRICS_API = 'metrics.k8s.io';
export const ADAPTER_IDENTITY = {
  name: ADAPTER,
  instance: 'scaleproof',
  component: 'custom-metrics',
} as const satisfies Identity;

/** The names that the API server may call the adapter by. */
export function adapterDnsNames(namespace: string): readonly string[] {
  const service = `${ADAPTER}.${namespace}`;
  return [`${service}.svc`, service, `${service}.svc.cluster.local`, ADAPTER];
}
