import type { PrometheusConnectionOptions } from 'prometheus-query';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { explainRefusal } from './explain-refusal.ts';
import { hideSecret } from './hide-secret.ts';
import { PrometheusError } from './prometheus-error.ts';
import { rejectedError } from './rejected-error.ts';
import type { PrometheusReply, PrometheusRequest, PrometheusServer } from './server.ts';

type RequestHook = NonNullable<PrometheusConnectionOptions['requestInterceptor']>['onFulfilled'];
/** A request as prometheus-query and its HTTP library have it. */
export type RequestConfig = Parameters<RequestHook>[0];

/** The one request behind a question. */
export interface Way {
  /** Sends it; what the server is to be shown is asked for now. */
  send(config: RequestConfig): Promise<PrometheusReply>;
  /** What went wrong, when the library has rejected the question; without any secret. */
  errorOf(what: string, rejected: unknown, timedOut: boolean): PrometheusError;
}

/** Makes the way of one question; remembers what was shown and what came back, so that an error can tell. */
export function openWay(
  server: PrometheusServer,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Way {
  let reply: PrometheusReply | undefined;
  let failure: unknown;
  let secret = '';
  const explain = (what: string, rejected: unknown, timedOut: boolean): PrometheusError => {
    if (timedOut) {
      const message = `${what} got no whole answer from Prometheus at ${server.name} within ${timeoutMs} ms`;
      return new PrometheusError('timeout', message);
    }
    if (failure instanceof PrometheusError) {
      const { kind, status, hint, message } = failure;
      return new PrometheusError(kind, `${what}: ${message}`, { status, ...(hint ? { hint } : {}) });
    }
    if (failure instanceof ScaleproofError) {
      const hint = failure.hint === undefined ? {} : { hint: failure.hint };
      return new PrometheusError('identity', `${what}: ${failure.message}`, hint);
    }
    const refused = reply && explainRefusal(what, server, reply);
    return refused ?? rejectedError(what, rejected, reply?.status);
  };
  return {
    send: async (config) => {
      try {
        secret = (await server.identity?.authorization()) ?? '';
        reply = await server.send({ ...requestOf(config, secret), signal, timeoutMs });
        return reply;
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    // What answers may quote what it was sent.
    errorOf: (...seen) => hideSecret(explain(...seen), secret),
  };
}

function requestOf(
  config: RequestConfig,
  authorization: string,
): Omit<PrometheusRequest, 'signal' | 'timeoutMs'> {
  const query = new URLSearchParams(config.params ?? {}).toString();
  const body = config.data === undefined || config.data === null ? '' : String(config.data);
  return {
    method: config.method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
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
