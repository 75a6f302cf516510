import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { errorText } from '../../errors/scaleproof-error.ts';

/** Where a name or cluster address is really served. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** Finds the place behind a host and port; throws, with a sentence on why, when it must not be reached. */
export type Locate = (host: string, port: number) => Promise<TunnelTarget>;

/** A listening proxy; it has a close beside its start. */
export interface ListeningProxy {
  /** TCP port; 0 for a unix socket. */
  readonly port: number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

/** Where to listen: a unix socket, or an address with a port (0 for any). */
export type ListenAt = { readonly path: string } | { readonly host: string; readonly port: number };

const CONNECT_TIMEOUT_MS = 10_000;

/** Lets `server` answer HTTP CONNECT with a tunnel to where `locate` says, and starts it. */
export async function listenWithTunnels(
  server: Server,
  at: ListenAt,
  locate: Locate,
): Promise<ListeningProxy> {
  const open = new Set<Socket>();
  server.on('connect', (request: IncomingMessage, stream, head: Buffer) => {
    const client = stream as Socket;
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    void openTunnel(request.url ?? '', client, head, locate);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' ? ((address as AddressInfo | null)?.port ?? 0) : 0,
    close: () => closeServer(server, open),
  };
}

function closeServer(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of open) socket.destroy();
  });
}

async function openTunnel(authority: string, client: Socket, head: Buffer, locate: Locate): Promise<void> {
  const wanted = splitAuthority(authority);
  if (wanted === undefined) {
    refuse(client, 400, `"${authority}" is not host:port`);
    return;
  }
  let target: TunnelTarget;
  try {
    target = await locate(wanted.host, wanted.port);
  } catch (error) {
    refuse(client, 403, errorText(error));
    return;
  }
  const upstream = connect({ host: target.host, port: target.port, timeout: CONNECT_TIMEOUT_MS });
  upstream.setNoDelay(true);
  client.setNoDelay(true);
  upstream.once('timeout', () => upstream.destroy(new Error('no answer within 10s')));
  upstream.once('error', (error) => refuse(client, 502, `${target.host}:${target.port}: ${error.message}`));
  upstream.once('connect', () => {
    upstream.setTimeout(0);
    upstream.removeAllListeners('error');
    upstream.on('error', () => client.destroy());
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
}

function refuse(client: Socket, status: number, why: string): void {
  if (client.destroyed) return;
  const body = `${why}\n`;
  client.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Splits `host:port` (IPv6 in brackets); `undefined` when it is not that. */
export function splitAuthority(authority: string): TunnelTarget | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(authority);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
