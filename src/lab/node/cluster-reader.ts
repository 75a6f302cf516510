import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { type Pod, podKey } from './pod-spec.ts';

/** Bytes by key. */
export type Keys = Readonly<Record<string, Buffer>>;

/** What a kubelet asks the API server for on behalf of a pod. */
export interface ClusterReader {
  /** Keys of a ConfigMap of the namespace; rejects when it is absent, unless `optional` (then none). */
  configMap(namespace: string, name: string, optional: boolean): Promise<Keys>;
  secret(namespace: string, name: string, optional: boolean): Promise<Keys>;
  /** A token of the pod's service account, bound to the pod. */
  token(pod: Pod, audience: string | undefined, expirationSeconds: number | undefined): Promise<string>;
}

interface Keyed {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Reads through a connection that may read everything, as a kubelet's may for its own pods. */
export function clusterReader(connection: KubeConnection): ClusterReader {
  const read = async (kind: 'configmaps' | 'secrets', namespace: string, name: string, optional: boolean) => {
    const path = `/api/v1/namespaces/${namespace}/${kind}/${name}`;
    const answer = await connection.request<Keyed>('GET', path, { allow: [404] });
    if (answer.status !== 404) return answer.body;
    if (optional) return {};
    const what = kind === 'secrets' ? 'secret' : 'configmap';
    throw new ScaleproofError('target-unavailable', `${what} "${name}" not found in ${namespace}`);
  };
  return {
    configMap: async (namespace, name, optional) => {
      const { data, binaryData } = await read('configmaps', namespace, name, optional);
      return { ...buffers(data, 'utf8'), ...buffers(binaryData, 'base64') };
    },
    secret: async (namespace, name, optional) =>
      buffers((await read('secrets', namespace, name, optional)).data, 'base64'),
    token: (pod, audience, expirationSeconds) => requestToken(connection, pod, audience, expirationSeconds),
  };
}

function buffers(data: Keyed['data'], encoding: BufferEncoding): Keys {
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)]),
  );
}

async function requestToken(
  connection: KubeConnection,
  pod: Pod,
  audience: string | undefined,
  expirationSeconds: number | undefined,
): Promise<string> {
  const { namespace = 'default', name, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? 'default';
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const answer = await connection.request<{ readonly status?: { readonly token?: string } }>('POST', path, {
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        ...(audience ? { audiences: [audience] } : {}),
        expirationSeconds: expirationSeconds ?? 3607,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    },
  });
  const token = answer.body.status?.token;
  if (token === undefined) throw new ScaleproofError('target-unavailable', `no token for pod ${podKey(pod)}`);
  return token;
}
