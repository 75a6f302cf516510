import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What one request asked, as tests read it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An HTTP server on loopback that answers as a test says; for contract tests of this room only. */
export interface FakeApiServer {
  readonly port: number;
  readonly asked: readonly Asked[];
  /** A kubeconfig with this server as its only context. */
  readonly kubeconfig: string;
  /** Cuts all connections and stops listening; `start` on the same port brings it back. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts the server; `answer` is called for each request, after its body has been read. */
export async function startFakeApiServer(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<FakeApiServer> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void readAsked(request).then((one) => {
      asked.push(one);
      answer(one, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    kubeconfig: kubeconfigFor(port),
    start: () => listen(server, port),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url ?? '/', 'http://fake');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(parts).toString('utf8'),
  };
}

function kubeconfigFor(port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // client-node, which runs plug-ins, takes no plain http without it.
    clusters: [
      { name: 'fake', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'tester', user: { token: 'secret-token' } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'tester', namespace: 'there' } }],
    'current-context': 'fake',
  });
}
