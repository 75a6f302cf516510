import type { KubeConnection } from '../kube/connect.ts';
import type { PodPort } from '../kube/connection.ts';
import { KubeError } from '../kube/kube-error.ts';
import type { EndpointSlice, KubeList } from '../kube/objects.ts';

/** A Service of the cluster and one of its ports. */
export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

interface ServiceObject {
  readonly spec: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}

/** A ready pod behind a Service, and the port of it that the Service's port leads to. Throws `KubeError` when there is none. */
export async function readyPodOf(
  connection: KubeConnection,
  { namespace, name, port }: ServicePort,
  signal: AbortSignal,
): Promise<PodPort> {
  const [service, slices] = await Promise.all([
    connection.request<ServiceObject>('GET', `/api/v1/namespaces/${namespace}/services/${name}`, { signal }),
    connection.request<KubeList<EndpointSlice>>(
      'GET',
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      { signal, query: { labelSelector: `kubernetes.io/service-name=${name}` } },
    ),
  ]);
  const ports = service.body.spec.ports ?? [];
  const wanted = ports.find((one) => one.port === port);
  if (wanted === undefined) {
    const known = ports.map((one) => one.port).join(', ') || 'none';
    throw missing(
      `Service ${namespace}/${name} has no port ${port}; it has ${known}`,
      'name one of its ports',
    );
  }
  for (const { ports: targets, endpoints } of slices.body.items ?? []) {
    const target = targets?.find((one) => (one.name ?? '') === (wanted.name ?? ''));
    const ready = endpoints?.find(
      ({ conditions, targetRef }) => conditions?.ready !== false && targetRef?.kind === 'Pod',
    );
    const pod = ready?.targetRef?.name;
    if (pod !== undefined && target?.port !== undefined) return { namespace, pod, port: target.port };
  }
  throw missing(
    `Service ${namespace}/${name} has no ready pod`,
    'look at the pods behind it: kubectl get endpointslices',
  );
}

function missing(message: string, hint: string): KubeError {
  return new KubeError(message, { status: 0, reason: 'NotReady', hint });
}
