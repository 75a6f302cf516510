import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerRefusal, answerText, Refusal } from './answer.ts';
import { openDevice } from './device.ts';
import { drainServer } from './drain.ts';
import { makeMetrics } from './metrics.ts';
import type { ServingOptions } from './options.ts';
import { makeQueue } from './queue.ts';
import { discardBody } from './request.ts';
import { type Studio, serveStylize } from './stylize.ts';
import { openStylizer, type Stylizer } from './stylizer.ts';

/** A serving process that listens; it answers probes at once and images when its model is loaded. */
export interface RunningServing {
  readonly port: number;
  /** Resolves when the model is loaded. */
  readonly loaded: Promise<void>;
  /** Finishes what was taken in, then stops; nothing that reached the pod is lost. */
  drain(): Promise<void>;
  /** Drops every connection at once. */
  abort(): void;
}

interface State {
  readonly options: ServingOptions;
  studio: Omit<Studio, 'stylizer'> & { stylizer: Stylizer | undefined };
  draining: boolean;
}

/** Starts to listen, then loads the model. */
export async function startServing(
  options: ServingOptions,
  log: (line: string) => void,
): Promise<RunningServing> {
  const device = options.deviceSocket === undefined ? undefined : openDevice(options.deviceSocket);
  const state: State = {
    options,
    draining: false,
    studio: {
      pod: options.pod,
      kernelMs: options.kernelMs,
      holdMs: options.holdMs,
      queue: makeQueue(options.gpus, options.queueLimit),
      metrics: makeMetrics(),
      device,
      stylizer: undefined,
    },
  };
  const server = createServer((request, response) => void serve(state, request, response, log));
  // Node closes an idle connection after 5 s by default, which races with a client that uses it again.
  server.keepAliveTimeout = 600_000;
  await listen(server, options);
  const loaded = openStylizer(options.modelPath, log).then((stylizer) => {
    state.studio.stylizer = stylizer;
  });
  const close = () => device?.close();
  return {
    port: (server.address() as AddressInfo).port,
    loaded,
    drain: async () => {
      state.draining = true;
      await drainServer(server, () => state.studio.queue.depth);
      close();
    },
    abort: () => {
      server.close();
      server.closeAllConnections();
      close();
    },
  };
}

function listen(server: Server, options: ServingOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
}

async function serve(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  try {
    if (state.draining) response.setHeader('connection', 'close');
    await route(state, request, response);
  } catch (error) {
    await discardBody(request);
    if (!response.headersSent) answerRefusal(response, asRefusal(error));
    const gone = response.destroyed && !response.writableFinished;
    if (!(error instanceof Refusal) && !gone) log(`failed: ${request.method} ${request.url}: ${error}`);
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, error instanceof Error ? error.message : String(error));
}

async function route(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pod');
  const { studio, draining, options } = state;
  const asked = `${request.method} ${pathname}`;
  if (asked === 'GET /healthz') return answerText(response, 200, 'ok\n');
  if (asked === 'GET /metrics') return answerText(response, 200, studio.metrics.render(studio.queue.depth));
  if (asked === 'GET /readyz') {
    if (draining) return answerText(response, 503, 'draining\n');
    const ready = studio.stylizer !== undefined && options.ready === 'model';
    return answerText(response, ready ? 200 : 503, ready ? 'ready\n' : 'loading the model\n');
  }
  if (asked !== 'POST /stylize') {
    const known = ['/stylize', '/healthz', '/readyz', '/metrics'].includes(pathname);
    throw new Refusal(known ? 405 : 404, `no operation ${asked}`);
  }
  const { stylizer } = studio;
  if (stylizer === undefined) {
    throw new Refusal(503, 'the model is not loaded yet', { 'retry-after': '1', connection: 'close' });
  }
  await serveStylize({ ...studio, stylizer }, request, response, searchParams);
}
