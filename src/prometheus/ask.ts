import type { PrometheusConnectionOptions, PrometheusDriver } from 'prometheus-query';
import { explainRefusal } from './explain-refusal.ts';
import { hideSecret } from './hide-secret.ts';
import { PrometheusError } from './prometheus-error.ts';
import { rejectedError } from './rejected-error.ts';
import type { PrometheusReply, PrometheusServer } from './server.ts';

/** How long one question may take, and who may call it off. */
export interface AskOptions {
  /** From sending to the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

type RequestHook = NonNullable<PrometheusConnectionOptions['requestInterceptor']>['onFulfilled'];
type RequestConfig = Parameters<RequestHook>[0];

/**
 * Puts one question to Prometheus by prometheus-query and returns the raw JSON of its answer.
 * The library's own decoding is kept from seeing it: it reads the infinities as NaN, loses warnings and throws on
 * native histograms. Throws `PrometheusError`, or the signal's reason when the caller called it off.
 */
export async function ask(
  server: PrometheusServer,
  what: string,
  options: AskOptions,
  question: (driver: PrometheusDriver) => Promise<unknown>,
  adapt: (config: RequestConfig) => void = () => {},
): Promise<unknown> {
  // Loaded when it is needed: its HTTP library costs more to load than all the rest of the program.
  const { PrometheusDriver } = await import('prometheus-query');
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const way = openWay(server, { signal, timeoutMs: options.timeoutMs });
  const driver = new PrometheusDriver({
    endpoint: 'http://prometheus',
    preferPost: server.method === 'POST',
    timeout: options.timeoutMs,
    requestInterceptor: {
      onFulfilled: (config) => {
        adapt(config);
        config.adapter = async (ready) => {
          const { status, text } = await way.send(ready);
          const response = { data: text, status, statusText: '', headers: {}, config: ready };
          if (status >= 200 && status < 300) return response;
          throw Object.assign(new Error(`HTTP ${status}`), { response });
        };
        return config;
      },
    },
    responseInterceptor: {
      onFulfilled: (response) => {
        way.raw = response.data;
        const decodable = { resultType: 'vector', result: [] };
        response.data = {
          status: way.raw === undefined || way.raw === null ? undefined : 'success',
          data: decodable,
        };
        return response;
      },
    },
  });
  try {
    options.signal?.throwIfAborted();
    await question(driver);
    return way.raw;
  } catch (rejected) {
    options.signal?.throwIfAborted();
    throw way.errorOf(what, rejected, timeout.aborted);
  }
}

/** The one request behind a question: what it was sent with, and what came of it. */
function openWay(
  server: PrometheusServer,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
) {
  let reply: PrometheusReply | undefined;
  let failure: unknown;
  let secret = '';
  const way = {
    raw: undefined as unknown,
    send: async (config: RequestConfig): Promise<PrometheusReply> => {
      try {
        secret = (await server.identity?.authorization()) ?? '';
        reply = await server.send({ ...requestOf(config, secret), signal, timeoutMs });
        return reply;
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    errorOf: (what: string, rejected: unknown, timedOut: boolean): PrometheusError => {
      const error = (() => {
        if (timedOut) {
          const message = `${what} got no whole answer from Prometheus at ${server.name} within ${timeoutMs} ms`;
          return new PrometheusError('timeout', message);
        }
        if (failure instanceof PrometheusError) {
          const { kind, status, hint, message } = failure;
          return new PrometheusError(kind, `${what}: ${message}`, { status, ...(hint ? { hint } : {}) });
        }
        const refused = reply && explainRefusal(what, server, reply);
        return refused ?? rejectedError(what, rejected, reply?.status);
      })();
      // What answers may quote what it was sent.
      return hideSecret(error, secret);
    },
  };
  return way;
}

function requestOf(config: RequestConfig, authorization: string) {
  const query = new URLSearchParams(config.params ?? {}).toString();
  const body = config.data === undefined || config.data === null ? '' : String(config.data);
  return {
    method: config.method?.toUpperCase() === 'POST' ? ('POST' as const) : ('GET' as const),
    path: `/api/v1/${config.url}${query === '' ? '' : `?${query}`}`,
    headers: {
      accept: 'application/json',
      'user-agent': 'scaleproof',
      ...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(authorization === '' ? {} : { authorization }),
    },
    ...(body === '' ? {} : { body }),
  };
}
