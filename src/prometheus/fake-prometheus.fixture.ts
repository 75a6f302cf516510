import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request asked. */
export interface AskedPrometheus {
  readonly path: string;
  readonly query: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** What to answer: JSON (an object), a text with a status, or silence for ever. */
export type FakeAnswer = object | { readonly status: number; readonly text: string } | 'hang';

/** An HTTP server on loopback that answers like Prometheus as a test says; for tests of this room and of sampling. */
export async function startFakePrometheus(
  answer: (asked: AskedPrometheus) => FakeAnswer,
): Promise<{ readonly url: string; readonly asked: readonly AskedPrometheus[]; stop(): Promise<void> }> {
  const asked: AskedPrometheus[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    const parameters = body === '' ? url.searchParams : new URLSearchParams(body);
    const one = {
      path: url.pathname,
      query: parameters.get('query') ?? '',
      parameters,
      headers: request.headers,
    };
    asked.push(one);
    respond(response, answer(one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(response: ServerResponse, answer: FakeAnswer): void {
  if (answer === 'hang') return;
  if ('text' in answer) {
    response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
    return;
  }
  const failed = 'status' in answer && answer.status === 'error';
  response.writeHead(failed ? 422 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
