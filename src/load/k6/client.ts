import http, { type RefinedParams, type RefinedResponse, type ResponseType } from 'k6/http';
import type * as operations from '../generated/sdk.gen.ts';
import type {
  HealthzData,
  HealthzResponses,
  MetricsData,
  MetricsResponses,
  ReadyzData,
  ReadyzErrors,
  ReadyzResponses,
  StylizeData,
  StylizeErrors,
  StylizeResponses,
} from '../generated/types.gen.ts';

/** Bytes are a `Blob` for fetch and an `ArrayBuffer` for k6. */
type Wire<T> = T extends Blob ? ArrayBuffer : T;

/** Takes the same parameters as the fetch client's operation of the same name. */
type Options<Data extends { readonly body?: unknown; readonly query?: unknown }> = {
  readonly [Key in 'body' | 'query' as undefined extends Data[Key] ? never : Key]: Wire<Data[Key]>;
} & {
  readonly [Key in 'body' | 'query' as undefined extends Data[Key] ? Key : never]?: Wire<Data[Key]>;
} & { readonly headers?: Readonly<Record<string, string>> };

/** The same shape as the fetch client's result: `data` or `error`, and the response; neither without an answer. */
export interface Result<Responses, Errors> {
  readonly data: Wire<Responses[keyof Responses]> | undefined;
  readonly error: Wire<Errors[keyof Errors]> | undefined;
  readonly response: RefinedResponse<ResponseType>;
}

/** The operations of the serving API over k6/http, by the names that the OpenAPI document gives them. */
export interface ServingClient {
  stylize(options: Options<StylizeData>): Promise<Result<StylizeResponses, StylizeErrors>>;
  healthz(options?: Options<HealthzData>): Promise<Result<HealthzResponses, never>>;
  readyz(options?: Options<ReadyzData>): Promise<Result<ReadyzResponses, ReadyzErrors>>;
  metrics(options?: Options<MetricsData>): Promise<Result<MetricsResponses, never>>;
}

type Generated = typeof operations;
/** `true` when both clients have the same operations; anything else does not compile below. */
type SameNames<A, B> = [Exclude<A, B>, Exclude<B, A>] extends [never, never] ? true : never;
const sameOperations: SameNames<keyof ServingClient, keyof Generated> = true;
void sameOperations;

/** Makes a client; `timeoutMs` holds for each request. */
export function createServingClient(config: {
  readonly baseUrl: string;
  readonly timeoutMs: number;
}): ServingClient {
  const { baseUrl, timeoutMs } = config;
  const send = async <Responses, Errors>(
    method: 'GET' | 'POST',
    url: HealthzData['url'] | MetricsData['url'] | ReadyzData['url'] | StylizeData['url'],
    responseType: ResponseType,
    options: {
      readonly body?: ArrayBuffer;
      readonly query?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Result<Responses, Errors>> => {
    const params: RefinedParams<ResponseType> = {
      headers: { ...options.headers },
      // One name for all parameters: each URL of its own would be a series of its own in k6.
      tags: { name: url },
      timeout: timeoutMs,
      responseType,
    };
    const address = `${baseUrl}${url}${queryText(options.query)}`;
    return toResult(await http.asyncRequest(method, address, options.body ?? null, params));
  };
  return {
    stylize: (options) => send('POST', '/stylize', 'binary', options),
    healthz: (options) => send('GET', '/healthz', 'text', options),
    readyz: (options) => send('GET', '/readyz', 'text', options),
    metrics: (options) => send('GET', '/metrics', 'text', options),
  };
}

function queryText(query: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return '';
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

function toResult<Responses, Errors>(response: RefinedResponse<ResponseType>): Result<Responses, Errors> {
  const answered = response.status > 0;
  const ok = response.status >= 200 && response.status < 300;
  return {
    data: answered && ok ? (response.body as Wire<Responses[keyof Responses]>) : undefined,
    error: answered && !ok ? problemOf<Errors>(response) : undefined,
    response,
  };
}

function problemOf<Errors>(response: RefinedResponse<ResponseType>): Wire<Errors[keyof Errors]> {
  const { body } = response;
  const text =
    body instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(body)) : String(body ?? '');
  const isJson = (response.headers['Content-Type'] ?? '').startsWith('application/json');
  return (isJson ? JSON.parse(text) : text) as Wire<Errors[keyof Errors]>;
}
