import type { PrometheusConnectionOptions, PrometheusDriver } from 'prometheus-query';
import { toPrometheusError } from './prometheus-error.ts';

/** How to reach one Prometheus. */
export interface PrometheusOptions {
  /** Root of the server, for example `http://prometheus.gpu-monitoring.svc:9090`; a path prefix is kept. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: { readonly username: string; readonly password: string };
  /** HTTP forward proxy; the environment's proxy is never used. */
  readonly proxyUrl?: string;
}

/** How long one question may take, and who may call it off. */
export interface AskOptions {
  /** From sending to the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A longer answer than this is refused, so that a wrong query cannot fill the memory. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

type RequestHook = NonNullable<PrometheusConnectionOptions['requestInterceptor']>['onFulfilled'];
type RequestConfig = Parameters<RequestHook>[0];

/**
 * Puts one question to Prometheus by prometheus-query and returns the raw JSON of its answer.
 * The library's own decoding is kept from seeing it: it reads the infinities as NaN, loses warnings and throws on
 * native histograms. Throws `PrometheusError`, or the signal's reason when the caller called it off.
 */
export async function ask(
  server: PrometheusOptions,
  what: string,
  options: AskOptions,
  question: (driver: PrometheusDriver) => Promise<unknown>,
  adapt: (config: RequestConfig) => void = () => {},
): Promise<unknown> {
  // Loaded when it is needed: its HTTP library costs more to load than all the rest of the program.
  const { PrometheusDriver } = await import('prometheus-query');
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  let raw: unknown;
  let status: number | undefined;
  const driver = new PrometheusDriver({
    endpoint: server.url.replace(/\/+$/, ''),
    preferPost: true,
    timeout: options.timeoutMs,
    ...(server.headers ? { headers: server.headers } : {}),
    ...(server.auth ? { auth: server.auth } : {}),
    requestInterceptor: {
      onFulfilled: (config) => {
        config.signal = signal;
        config.maxContentLength = LONGEST_ANSWER;
        config.proxy = proxyOf(server.proxyUrl);
        adapt(config);
        return config;
      },
    },
    responseInterceptor: {
      onFulfilled: (response) => {
        raw = response.data;
        const decodable = { resultType: 'vector', result: [] };
        response.data = {
          status: raw === undefined || raw === null ? undefined : 'success',
          data: decodable,
        };
        return response;
      },
      onRejected: (error: { readonly response?: { readonly status?: number } }) => {
        status = error.response?.status;
        return Promise.reject(error);
      },
    },
  });
  try {
    options.signal?.throwIfAborted();
    await question(driver);
    return raw;
  } catch (rejected) {
    options.signal?.throwIfAborted();
    throw toPrometheusError(what, rejected, {
      ...(timeout.aborted ? { timedOutAfterMs: options.timeoutMs } : {}),
      ...(status === undefined ? {} : { status }),
    });
  }
}

function proxyOf(
  url: string | undefined,
): false | { readonly protocol: string; readonly host: string; readonly port: number } {
  // Only an explicit false keeps axios from taking HTTP_PROXY out of the environment.
  if (url === undefined) return false;
  const { protocol, hostname, port } = new URL(url);
  return { protocol, host: hostname, port: Number(port || 80) };
}
