import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePortForwarder } from '../lab/network/kubelet-port-forward.ts';

/** An API server's side of a port-forward to a Service `prometheus` on port 9090. */
export interface ForwardingApi {
  readonly kubeconfig: string;
  /** Ports on loopback by the pods behind the Service; the first is the ready one. */
  readonly pods: Map<string, number>;
  /** The pods that streams were asked for, in order. */
  readonly forwards: readonly string[];
  /** Refuses streams from now on. */
  forbid(): void;
  stop(): Promise<void>;
}

const PODS = '/api/v1/namespaces/monitoring/pods/';

/** Serves Service and EndpointSlices as they are now, and leads streams to the lab's own kubelet. */
export async function startForwardingApi(): Promise<ForwardingApi> {
  const pods = new Map<string, number>();
  const forwards: string[] = [];
  let forbidden = false;
  const forwardPort = makePortForwarder(({ name }) => (pods.has(name) ? '127.0.0.1' : undefined));
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith(PODS)) response.writeHead(403).end(JSON.stringify(FORBIDDEN));
    else response.end(JSON.stringify(path.includes('endpointslices') ? slicesOf(pods) : SERVICE));
  });
  server.on('upgrade', (request, socket, head) => {
    const [, pod = '', port] = /pods\/([^/]+)\/portforward\?ports=(\d+)/.exec(request.url ?? '') ?? [];
    forwards.push(pod);
    if (forbidden) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    // The API server says `port` to a kubelet where a client has said `ports`.
    request.url = `/portForward/monitoring/${pod}?port=${port}`;
    forwardPort(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    kubeconfig: kubeconfigFor((server.address() as AddressInfo).port),
    pods,
    forwards,
    forbid: () => {
      forbidden = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const FORBIDDEN = {
  kind: 'Status',
  code: 403,
  reason: 'Forbidden',
  message: 'pods/portforward is forbidden',
};
const SERVICE = { spec: { ports: [{ name: 'web', port: 9090 }] } };

function slicesOf(pods: ReadonlyMap<string, number>) {
  const [first] = pods;
  if (first === undefined) return { items: [] };
  const [name, port] = first;
  const endpoints = [{ addresses: ['10.0.0.1'], targetRef: { kind: 'Pod', name } }];
  return { items: [{ addressType: 'IPv4', ports: [{ name: 'web', port }], endpoints }] };
}

function kubeconfigFor(port: number): string {
  return JSON.stringify({
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'c', user: {} }],
  });
}
