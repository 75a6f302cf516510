import { connect, createServer, type Server, type Socket } from 'node:net';
import { loopbackOf } from '../running-lab.ts';
import type { Backend, Front } from './service-table.ts';

/** One Service port, listening on loopback while it has backends. */
export interface FrontListener {
  /** Uses other backends for connections from now on; those that stand stay. */
  update(backends: readonly Backend[]): void;
  close(): void;
}

/**
 * Listens for one Service port. Without backends nothing listens, so that a connection is refused at once, as
 * kube-proxy has it. An address that cannot be listened on is told once and not fatal.
 */
export function listenForFront(
  front: Front,
  options: { readonly random: () => number; readonly onError: (message: string) => void },
): FrontListener {
  let backends = front.backends;
  let server: Server | undefined;
  let said = '';
  const sockets = new Set<Socket>();
  const open = () => {
    const host = loopbackOf(front.clusterIP);
    const opened = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      track(sockets, client);
      const backend = backends[Math.floor(options.random() * backends.length)];
      if (backend) join(client, backend, sockets);
      else client.resetAndDestroy();
    });
    opened.on('error', (error) => {
      if (server === opened) server = undefined;
      const message = `Service ${front.key} cannot be served on ${host}:${front.port}: ${error.message}`;
      if (message !== said) options.onError(message);
      said = message;
    });
    opened.listen({ host, port: front.port });
    return opened;
  };
  const update = (next: readonly Backend[]) => {
    backends = next;
    if (backends.length > 0) server ??= open();
    else {
      server?.close();
      server = undefined;
    }
  };
  update(front.backends);
  return {
    update,
    close: () => {
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(client: Socket, backend: Backend, sockets: Set<Socket>): void {
  const upstream = connect({
    host: loopbackOf(backend.address),
    port: backend.port,
    allowHalfOpen: true,
    noDelay: true,
  });
  track(sockets, upstream);
  // A reset on one side is a reset on the other: that is what the client would see without a proxy.
  client.once('error', () => upstream.resetAndDestroy());
  upstream.once('error', () => client.resetAndDestroy());
  client.once('close', () => upstream.destroy());
  upstream.once('close', () => client.destroySoon());
  client.pipe(upstream);
  upstream.pipe(client);
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
