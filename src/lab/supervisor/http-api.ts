import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { errorText } from '../../errors/scaleproof-error.ts';

/** What a route answers: an object goes as JSON, a string as plain text. */
export interface ApiReply {
  readonly status?: number;
  readonly body: object | string;
  readonly contentType?: string;
}

/** A question to the supervisor. */
export interface ApiQuestion {
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed JSON body; `undefined` when there is none. */
  readonly body: unknown;
}

/** One route of the supervisor's HTTP API. */
export type ApiRoute = (question: ApiQuestion) => Promise<ApiReply> | ApiReply;

/** Routes by `METHOD /path`; a path ending in `/*` takes all below it. */
export type ApiRoutes = Readonly<Record<string, ApiRoute>>;

const BODY_LIMIT = 64 * 1024;

/** The listening API; routes may be added while it runs. */
export interface HttpApi {
  add(routes: ApiRoutes): void;
  close(): Promise<void>;
}

/** Starts the supervisor's HTTP API; rejects when the address is taken, which is to say: another lab runs. */
export async function startHttpApi(at: { readonly host: string; readonly port: number }): Promise<HttpApi> {
  const routes = new Map<string, ApiRoute>();
  const server = createServer((request, response) => void serve(routes, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, resolve);
  });
  return {
    add: (more) => {
      for (const [key, route] of Object.entries(more)) routes.set(key, route);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  routes: ReadonlyMap<string, ApiRoute>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://lab');
  const route = findRoute(routes, request.method ?? 'GET', url.pathname);
  try {
    const reply =
      route === undefined
        ? {
            status: 404,
            body: `no route ${request.method} ${url.pathname}; there are ${[...routes.keys()].join(', ')}\n`,
          }
        : await route({ path: url.pathname, query: url.searchParams, body: await readBody(request) });
    send(response, reply);
  } catch (error) {
    send(response, { status: 500, body: { error: errorText(error) } });
  }
}

function findRoute(
  routes: ReadonlyMap<string, ApiRoute>,
  method: string,
  path: string,
): ApiRoute | undefined {
  const exact = routes.get(`${method} ${path}`);
  if (exact) return exact;
  for (const [key, route] of routes) {
    if (key.endsWith('/*') && `${method} ${path}`.startsWith(key.slice(0, -1))) return route;
  }
  return undefined;
}

function send(response: ServerResponse, reply: ApiReply): void {
  const isText = typeof reply.body === 'string';
  const contentType = reply.contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json');
  response
    .writeHead(reply.status ?? 200, { 'content-type': contentType, connection: 'close' })
    .end(isText ? reply.body : `${JSON.stringify(reply.body)}\n`);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) throw new Error(`a body of more than ${BODY_LIMIT} bytes is refused`);
  }
  return text === '' ? undefined : JSON.parse(text);
}
