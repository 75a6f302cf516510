import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { errorText } from '../../errors/scaleproof-error.ts';
import { loopbackOf } from '../running-lab.ts';
import { parseServiceName, type ServiceName } from './service-name.ts';
import { type ListeningProxy, type Locate, listenWithTunnels } from './tunnel.ts';

/** Address of a Service on the lab (ClusterIP, or the loopback address it is served on), or `undefined`. */
export type ResolveService = (service: ServiceName) => string | undefined;

/** Headers that belong to one connection and are not passed on. */
const HOP_HEADERS = ['proxy-connection', 'proxy-authorization', 'keep-alive', 'te', 'upgrade'];

/**
 * Starts the lab's HTTP forward proxy on 127.0.0.1, any port: absolute-form requests and CONNECT. Service names,
 * 10.x and loopback addresses are reached on loopback; everything else is refused with 403.
 */
export function startForwardProxy(resolve: ResolveService, port = 0): Promise<ListeningProxy> {
  const locate = locateOnLoopback(resolve);
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    void forward(request, response, locate);
  });
  return listenWithTunnels(server, { host: '127.0.0.1', port }, locate);
}

/** Where a host is served on loopback: Service names by `resolve`, `10.a.b.c` on `127.a.b.c`; throws for all else. */
export function locateOnLoopback(resolve: ResolveService): Locate {
  return async (host, port) => {
    if (host === 'localhost') return { host: '127.0.0.1', port };
    const named = isIP(host) === 0 ? parseServiceName(host) : undefined;
    const address = named === undefined ? host : resolve(named);
    if (address === undefined) throw new Error(`the lab has no Service ${host}`);
    const loopback = loopbackOf(address);
    if (!loopback.startsWith('127.')) {
      throw new Error(
        `${host} is outside the lab: only Service names, cluster addresses and loopback are reached`,
      );
    }
    return { host: loopback, port };
  };
}

async function forward(request: IncomingMessage, response: ServerResponse, locate: Locate): Promise<void> {
  const url = URL.parse(request.url ?? '');
  if (url === null || url.protocol !== 'http:') {
    answer(response, 400, 'this is a forward proxy: ask with an absolute http:// address, or with CONNECT');
    return;
  }
  try {
    const target = await locate(url.hostname, Number(url.port || 80));
    const headers = { ...request.headers };
    for (const name of HOP_HEADERS) delete headers[name];
    const upstream = openRequest({
      ...target,
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers,
      agent: false,
    });
    upstream.once('response', (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
      answered.once('error', () => response.destroy());
    });
    upstream.once('error', (error) => answer(response, 502, `${url.host}: ${errorText(error)}`));
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  } catch (error) {
    answer(response, 403, errorText(error));
  }
}

function answer(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${why}\n`);
}
