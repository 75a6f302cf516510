import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP hop in front of an API server, which a test can cut and mend; TLS passes through it untouched. */
export interface ShakyProxy {
  readonly port: number;
  /** Resets every connection, and each new one as soon as it comes. */
  cut(): void;
  /** Lets no byte through any more, and closes nothing: what a dropped route looks like. */
  freeze(): void;
  /** Lets new connections through again; those that were frozen are reset. */
  mend(): void;
  close(): Promise<void>;
}

/** Starts a proxy on loopback that passes everything to `target` until told otherwise. */
export async function startShakyProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<ShakyProxy> {
  const sockets = new Set<Socket>();
  let mood: 'pass' | 'cut' | 'frozen' = 'pass';
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // A reset is what these tests are about.
    socket.on('error', () => {});
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((inbound) => {
    keep(inbound);
    if (mood === 'cut') inbound.resetAndDestroy();
    if (mood !== 'pass') return;
    const outbound = keep(connect(target));
    inbound.pipe(outbound);
    outbound.pipe(inbound);
    inbound.once('close', () => outbound.destroy());
    outbound.once('close', () => inbound.destroy());
  });
  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      mood = 'cut';
      resetAll();
    },
    freeze: () => {
      mood = 'frozen';
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => {
      mood = 'pass';
      resetAll();
    },
    close: async () => {
      resetAll();
      server.close();
      await once(server, 'close');
    },
  };
}
