import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { loopbackOf } from '../running-lab.ts';
import { type ListeningProxy, listenWithTunnels } from './tunnel.ts';

/**
 * Starts the proxy through which the API server reaches pods, services, kubelets and aggregated APIs: HTTP CONNECT
 * on a unix socket, as its egress selector asks for (`cluster`, `HTTPConnect`, `uds`). A cluster address 10.a.b.c is
 * reached on 127.a.b.c, a loopback address as it is; everything else is refused.
 */
export async function startEgressProxy(socketPath: string): Promise<ListeningProxy> {
  rmSync(socketPath, { force: true });
  const server = createServer((_request, response) => {
    response.writeHead(405).end('only CONNECT is served here\n');
  });
  const proxy = await listenWithTunnels(server, { path: socketPath }, async (host, port) => {
    const address = loopbackOf(host);
    if (!address.startsWith('127.')) {
      throw new Error(`${host} is neither a cluster address (10.x.y.z) nor on loopback`);
    }
    return { host: address, port };
  });
  chmodSync(socketPath, 0o600);
  return {
    port: proxy.port,
    close: async () => {
      await proxy.close();
      rmSync(socketPath, { force: true });
    },
  };
}
