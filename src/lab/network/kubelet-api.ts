import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { errorText } from '../../errors/scaleproof-error.ts';
import { type LogOptions, sendContainerLog } from './container-log-reader.ts';
import { type LocatePod, makePortForwarder } from './kubelet-port-forward.ts';

/** The kubelet API of all lab nodes, as far as the API server asks for it. */
export interface KubeletApi {
  close(): Promise<void>;
}

/** Where the logs of a container lie: its current run's, or the one before. */
export type LocateLog = (container: {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}) => string;

/** A node of the lab, and the loopback address of its kubelet. */
export interface KubeletNode {
  readonly name: string;
  readonly address: string;
}

/**
 * Serves for the API server what `kubectl logs` reads, `GET /containerLogs/<namespace>/<pod>/<container>`, with `follow`,
 * `previous`, `tailLines`, `limitBytes`, `sinceSeconds`, `sinceTime` and `timestamps` as a kubelet has them; and
 * `GET /metrics/resource`, which Prometheus reads through the API server's proxy. Port-forward beside it; see
 * `makePortForwarder`.
 */
export async function startKubeletApi(spec: {
  readonly nodes: readonly KubeletNode[];
  readonly port: number;
  /** Folder with `admin.crt` and `admin.key`. */
  readonly pkiFolder: string;
  readonly locateLog: LocateLog;
  /** The text of a node's `/metrics/resource`. */
  readonly resourceMetrics: (node: string) => Promise<string>;
  readonly locatePod: LocatePod;
}): Promise<KubeletApi> {
  const [cert, key, ca] = ['admin.crt', 'admin.key', 'ca.crt'].map((name) =>
    readFileSync(join(spec.pkiFolder, name)),
  );
  // Container logs may hold secrets: only a bearer of the cluster's own client certificates may read them.
  const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true };
  const forwardPort = makePortForwarder(spec.locatePod);
  const open = new Set<Duplex>();
  const servers = spec.nodes.map(({ name }) =>
    createServer(tls, (request, response) => {
      if (request.url === '/metrics/resource') void serveMetrics(() => spec.resourceMetrics(name), response);
      else void serve(spec.locateLog, request, response);
    }).on('upgrade', (request, socket, head) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      forwardPort(request, socket, head);
    }),
  );
  const close = async () => {
    // The server does not count those that were upgraded.
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map(closeServer));
  };
  try {
    await Promise.all(
      servers.map((server, index) => listen(server, spec.nodes[index]?.address ?? '', spec.port)),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serveMetrics(text: () => Promise<string>, response: ServerResponse): Promise<void> {
  try {
    const body = await text();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body);
  } catch (error) {
    response.writeHead(500).end(`${errorText(error)}\n`);
  }
}

async function serve(locate: LocateLog, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://kubelet');
  const [kind, namespace, pod, container, more] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (kind !== 'containerLogs' || !namespace || !pod || !container || more !== undefined) {
    response
      .writeHead(501)
      .end("the lab's nodes serve container logs, port-forward and /metrics/resource only\n");
    return;
  }
  try {
    const previous = url.searchParams.get('previous') === 'true';
    const path = locate({ namespace, pod, container, previous });
    await sendContainerLog(path, logOptions(url.searchParams), response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else response.writeHead(400).end(`${errorText(error)}\n`);
  }
}

function logOptions(query: URLSearchParams): LogOptions {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const sinceSeconds = number('sinceSeconds');
  const sinceTime = query.get('sinceTime');
  return {
    follow: query.get('follow') === 'true',
    timestamps: query.get('timestamps') === 'true',
    tailLines: number('tailLines'),
    limitBytes: number('limitBytes'),
    since:
      sinceSeconds !== undefined
        ? Date.now() - sinceSeconds * 1000
        : sinceTime === null
          ? undefined
          : Date.parse(sinceTime),
  };
}
