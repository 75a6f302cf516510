import type { PrometheusConnectionOptions, PrometheusDriver } from 'prometheus-query';
import type { PrometheusServer } from './server.ts';
import { openWay, type RequestConfig, type Way } from './way.ts';

/** How long one question may take, and who may call it off. */
export interface AskOptions {
  /** From sending to the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

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
  const kept: { raw?: unknown } = {};
  const driver = new PrometheusDriver({
    // Stands for the server: the way leads to it.
    endpoint: 'http://prometheus',
    preferPost: server.method === 'POST',
    timeout: options.timeoutMs,
    requestInterceptor: { onFulfilled: (config) => sendBy(way, config, adapt) },
    responseInterceptor: keepRaw(kept),
  });
  try {
    options.signal?.throwIfAborted();
    await question(driver);
    return kept.raw;
  } catch (rejected) {
    options.signal?.throwIfAborted();
    throw way.errorOf(what, rejected, timeout.aborted);
  }
}

function sendBy(way: Way, config: RequestConfig, adapt: (config: RequestConfig) => void): RequestConfig {
  adapt(config);
  config.adapter = async (ready) => {
    const { status, text } = await way.send(ready);
    const response = { data: text, status, statusText: '', headers: {}, config: ready };
    if (status >= 200 && status < 300) return response;
    throw Object.assign(new Error(`HTTP ${status}`), { response });
  };
  return config;
}

/** Keeps the answer as it came, and gives the library an empty one to decode. */
function keepRaw(kept: { raw?: unknown }): NonNullable<PrometheusConnectionOptions['responseInterceptor']> {
  return {
    onFulfilled: (response) => {
      kept.raw = response.data;
      const decodable = { resultType: 'vector', result: [] };
      const isAnswer = kept.raw !== undefined && kept.raw !== null;
      response.data = { status: isAnswer ? 'success' : undefined, data: decodable };
      return response;
    },
  };
}
