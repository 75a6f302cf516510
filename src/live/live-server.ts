import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { type Changes, changesSince, versionsOf } from './changes.ts';
import type { LiveContent } from './live-content.ts';

/** The page while it is served. */
export interface LiveServer {
  readonly url: string;
  /** How many pages follow the run at the moment. */
  followers(): number;
  show(content: LiveContent): void;
  /** Resolves once every page that followed when the run ended has fetched the report. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

/** How to serve. */
export interface LiveServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Tells this server's versions apart from those of another on the same port. */
  readonly epoch: string;
  /** Where the report will lie, told to pages that lose the connection. */
  readonly report: () => string;
  readonly first: LiveContent;
  /** Called before a page or the changes since one are sent, so that they are up to date. */
  readonly refresh: () => void;
}

/** After so long without a connection a page tries again, milliseconds. */
const RETRY_MS = 500;
const NEVER_STORED = { 'cache-control': 'no-store' };

/** Serves the page on loopback. Throws `usage` when the port is taken. */
export async function serveLive(options: LiveServerOptions): Promise<LiveServer> {
  const { epoch, refresh } = options;
  let content = options.first;
  let versions = versionsOf(content);
  const following = new Set<ServerResponse>();
  let undelivered = 0;
  const everyoneHasIt = Promise.withResolvers<void>();
  const version = () => `${epoch}.${versions.last}`;

  const sendPage = (response: ServerResponse) => {
    refresh();
    response.writeHead(200, { ...NEVER_STORED, 'content-type': 'text/html; charset=utf-8' });
    response.end(content.page({ version: version(), report: options.report() }));
    if (content.kind === 'over' && --undelivered <= 0) everyoneHasIt.resolve();
  };
  const sendChanges = (response: ServerResponse, known: string) => {
    const [theirs, number] = known.split('.');
    const reload: Changes = { event: 'reload', data: {} };
    const { event, data } = theirs === epoch ? changesSince(content, versions, Number(number)) : reload;
    response.write(`id: ${version()}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const follow = (response: ServerResponse, known: string) => {
    response.writeHead(200, { ...NEVER_STORED, 'content-type': 'text/event-stream' });
    response.write(`retry: ${RETRY_MS}\n\n`);
    refresh();
    following.add(response);
    response.once('close', () => following.delete(response));
    sendChanges(response, known);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const refusal = refusalOf(request, url.pathname);
    if (refusal !== undefined) response.writeHead(refusal.status).end(`${refusal.why}\n`);
    else if (url.pathname === '/') sendPage(response);
    else follow(response, String(request.headers['last-event-id'] ?? url.searchParams.get('from')));
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}/`,
    followers: () => following.size,
    show: (next) => {
      const before = version();
      versions = versionsOf(next, { kind: content.kind, versions });
      content = next;
      if (next.kind === 'over') undelivered = following.size;
      for (const response of following) sendChanges(response, before);
    },
    delivered: async () => {
      if (undelivered > 0) await everyoneHasIt.promise;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

function refusalOf(
  { method, headers }: IncomingMessage,
  path: string,
): { readonly status: number; readonly why: string } | undefined {
  // A page of somewhere else whose name was turned to loopback must not read the run.
  if (!LOOPBACK.test(headers.host ?? '')) return { status: 403, why: 'ask for it as http://127.0.0.1' };
  if (method !== 'GET') return { status: 405, why: 'only GET' };
  return path === '/' || path === '/events' ? undefined : { status: 404, why: 'there are / and /events' };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      const message = `the live page cannot be served on port ${port}: ${taken}`;
      const hint = 'Give another port, --live=PORT, or --live alone for any free one.';
      reject(new ScaleproofError('usage', message, { hint, cause: error }));
    });
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return (server.address() as AddressInfo).port;
}
