import type { PrometheusSpec } from './schema.ts';

/** Where a Prometheus is and how it is reached, as messages and plans name it; without any secret. */
export function prometheusName({ url, service }: Pick<PrometheusSpec, 'url' | 'service'>): string {
  if (service === undefined) return (url ?? '').replace(/\/+$/, '');
  const { namespace, name, port, via } = service;
  const how = via === 'proxy' ? 'through the API server' : 'by port-forward';
  return `Service ${namespace}/${name}:${port} ${how}`;
}
