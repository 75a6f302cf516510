import type { KubeConnection } from '../kube/connect.ts';
import { KubeError, type KubeStatus } from '../kube/kube-error.ts';
import { PrometheusError } from '../prometheus/prometheus-error.ts';
import type { PrometheusReply, PrometheusServer } from '../prometheus/server.ts';
import { prometheusName } from '../scenario/prometheus-name.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';

type Service = NonNullable<PrometheusSpec['service']>;

/** The Service as the API server's proxy and its authoriser name it: `https:prometheus:9090`. */
export function proxyNameOf({ scheme, name, port }: Pick<Service, 'scheme' | 'name' | 'port'>): string {
  return `${scheme === 'https' ? 'https:' : ''}${name}:${port}`;
}

/**
 * Prometheus by the API server's proxy of Services. It shows the API server our kubeconfig and Prometheus nothing; every
 * question is a GET, so that `get` of `services/proxy` is all it needs.
 */
export function prometheusByServiceProxy(connection: KubeConnection, service: Service): PrometheusServer {
  const { namespace, path = '' } = service;
  const root = `/api/v1/namespaces/${namespace}/services/${proxyNameOf(service)}/proxy`;
  const where = prometheusName({ service });
  return {
    name: where,
    method: 'GET',
    send: async (request): Promise<PrometheusReply> => {
      const { method, headers, signal, timeoutMs } = request;
      try {
        const answer = await connection.request<Partial<KubeStatus>>(
          method,
          `${root}${path.replace(/\/+$/, '')}${request.path}`,
          { headers, signal, timeoutMs, allow: 'all' },
        );
        const { status, body, text } = answer;
        // Prometheus never speaks so: it is the API server's own answer.
        if (status >= 400 && body?.kind === 'Status')
          throw refusedOnTheWay(where, status, body.message ?? text);
        return { status, text };
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        throw new PrometheusError('network', `${where} was not reached: ${error.message}`, {
          cause: error,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        });
      }
    },
    // The connection is the caller's.
    close: async () => undefined,
  };
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'log in again: the API server does not accept the credentials of the kubeconfig any longer',
  403: 'scaleproof rbac FILE prints the role that allows it: get of services/proxy',
  404: 'check namespace and name of the Service',
  503: 'check that pods of the Service are ready, and that the API server reaches them on that port',
};

function refusedOnTheWay(where: string, status: number, message: string): PrometheusError {
  const kind = status === 401 || status === 403 ? 'identity' : 'network';
  const hint = HINTS[status];
  return new PrometheusError(kind, `${where}: the API server answered ${status}: ${message}`, {
    status,
    ...(hint === undefined ? {} : { hint }),
  });
}
