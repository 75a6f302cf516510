import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a hop before an API server asks it with. */
export interface UpstreamServer {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A hop before an API server that ends watches with 410 Gone, as one does whose history was compacted away. */
export interface GoneProxy {
  readonly port: number;
  /** Ends every watch with 410: those that are on, and each new one so long after its answer has begun. */
  storm(afterMs: number): void;
  /** How many watches it has ended so. */
  ended(): number;
  close(): Promise<void>;
}

const GONE = JSON.stringify({
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'too old resource version: 1 (2)',
    reason: 'Expired',
    code: 410,
  },
});

/** Starts the hop on loopback, in plain HTTP; the user of the certificate is asked for, whoever comes. */
export async function startGoneProxy(upstream: UpstreamServer): Promise<GoneProxy> {
  const watches = new Set<() => void>();
  let afterMs: number | undefined;
  let ended = 0;
  const passWatch = (answer: IncomingMessage, response: ServerResponse) => {
    let timer: NodeJS.Timeout | undefined;
    let tail = '';
    // Whole lines only, so that the one that ends the watch stands by itself.
    answer.setEncoding('utf8').on('data', (text: string) => {
      const cut = (tail + text).lastIndexOf('\n') + 1;
      if (cut > 0 && !response.writableEnded) response.write((tail + text).slice(0, cut));
      tail = (tail + text).slice(cut);
    });
    answer.on('end', () => response.end());
    const arm = () => {
      timer ??= setTimeout(() => {
        ended++;
        response.end(`${GONE}\n`);
        answer.destroy();
      }, afterMs);
    };
    watches.add(arm);
    if (afterMs !== undefined) arm();
    response.once('close', () => {
      clearTimeout(timer);
      watches.delete(arm);
    });
  };
  const server = createServer((inbound, response) => {
    const { server: url, ...identity } = upstream;
    const { host: _, ...headers } = inbound.headers;
    const asked = { ...identity, method: inbound.method, headers, agent: false as const };
    const outbound = request(new URL(inbound.url ?? '/', url), asked, (answer) => {
      // A watch that is given up here or there is reset.
      answer.on('error', () => {});
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      const isWatch = /[?&]watch=true/.test(inbound.url ?? '') && answer.statusCode === 200;
      if (isWatch) passWatch(answer, response);
      else answer.pipe(response);
    });
    outbound.on('error', () => response.destroy());
    response.on('close', () => outbound.destroy());
    inbound.pipe(outbound);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    storm: (ms) => {
      afterMs = ms;
      for (const arm of watches) arm();
    },
    ended: () => ended,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
