import { Agent, type Dispatcher, ProxyAgent, request as send } from 'undici';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { KubeError, refusal } from './kube-error.ts';

/** Query parameters; `undefined` ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What can be said with a request. */
export interface RequestOptions {
  /** Sent as JSON unless `contentType` says otherwise; a string is sent as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** From sending to the whole answer; default 10 s. */
  readonly timeoutMs?: number;
  /** Statuses of 400 and more that are an answer, not an error; for example `[404]`. */
  readonly allow?: readonly number[];
}

/** An answer of the API server; `body` is the parsed JSON, or the text where it is no JSON. */
export interface KubeResponse<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An open answer: chunks as they come. Ends with the answer, throws when the connection breaks. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A connection to one API server as one user; `close` ends its idle connections and refuses further requests. */
export interface KubeConnection {
  readonly server: string;
  readonly context: string;
  readonly namespace: string | undefined;
  /** `context (server) as user`, for messages. */
  readonly name: string;
  /** One request; throws `KubeError` for an answer of 400 or more that is not in `allow`, and for no answer. */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<KubeResponse<T>>;
  /** A GET whose answer stays open; resolves when the answer's head is there. Ends when `signal` aborts. */
  stream(path: string, query: Query, signal: AbortSignal): Promise<ByteStream>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Opens a connection by kubeconfig; without `context` the file must hold exactly one. Sends nothing yet. */
export async function connect(options: {
  readonly kubeconfigPath: string;
  readonly context?: string;
}): Promise<KubeConnection> {
  const credentials = await readCredentials(options);
  const agent = dispatcherFor(credentials);
  return {
    server: credentials.server,
    context: credentials.context,
    namespace: credentials.namespace,
    name: `${credentials.context} (${credentials.server}) as ${credentials.user}`,
    request: (method, path, request = {}) => sendRequest(credentials, agent, method, path, request),
    stream: (path, query, signal) => openStream(credentials, agent, path, query, signal),
    close: () => agent.destroy(),
  };
}

function dispatcherFor(credentials: Credentials): Dispatcher {
  // HTTP/1.1, so that each watch has a connection of its own and never queues behind another answer.
  const shared = { allowH2: false, keepAliveTimeout: 60_000, pipelining: 1 };
  const connection = { ...credentials.tls, keepAlive: true, keepAliveInitialDelay: 15_000, timeout: 5000 };
  if (credentials.proxyUrl === undefined) return new Agent({ ...shared, connect: connection });
  if (!/^https?:/.test(credentials.proxyUrl)) {
    throw new ScaleproofError(
      'usage',
      `proxy-url ${credentials.proxyUrl} of context ${credentials.context} is not HTTP`,
      {
        hint: 'use an http:// or https:// proxy',
      },
    );
  }
  return new ProxyAgent({ ...shared, uri: credentials.proxyUrl, requestTls: { ...credentials.tls } });
}

async function sendRequest<T>(
  credentials: Credentials,
  agent: Dispatcher,
  method: string,
  path: string,
  options: RequestOptions,
): Promise<KubeResponse<T>> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const what = `${method} ${path}`;
  try {
    const answer = await send(`${credentials.server}${path}${queryText(options.query)}`, {
      method: method as Dispatcher.HttpMethod,
      dispatcher: agent,
      headers: { ...(await headersFor(credentials, options)), ...options.headers },
      body: bodyText(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400 && !options.allow?.includes(answer.statusCode)) {
      throw refusal(what, answer.statusCode, text);
    }
    return { status: answer.statusCode, body: parseBody(text) as T, text, headers: answer.headers };
  } catch (error) {
    if (error instanceof ScaleproofError) throw error;
    options.signal?.throwIfAborted();
    throw noAnswer(credentials, what, error, timeout.aborted ? timeoutMs : undefined);
  }
}

async function openStream(
  credentials: Credentials,
  agent: Dispatcher,
  path: string,
  query: Query,
  signal: AbortSignal,
): Promise<ByteStream> {
  const what = `GET ${path}`;
  try {
    const answer = await send(`${credentials.server}${path}${queryText(query)}`, {
      method: 'GET',
      dispatcher: agent,
      headers: await headersFor(credentials, {}),
      signal,
      headersTimeout: DEFAULT_TIMEOUT_MS,
      bodyTimeout: 0,
    });
    if (answer.statusCode >= 400) throw refusal(what, answer.statusCode, await answer.body.text());
    return answer.body;
  } catch (error) {
    if (error instanceof ScaleproofError) throw error;
    signal.throwIfAborted();
    throw noAnswer(credentials, what, error, undefined);
  }
}

async function headersFor(
  credentials: Credentials,
  options: RequestOptions,
): Promise<Record<string, string>> {
  return {
    accept: 'application/json',
    'user-agent': 'scaleproof',
    ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
    ...(await credentials.headers()),
  };
}

function bodyText(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Health endpoints and /metrics answer in plain text.
    return text;
  }
}

function queryText(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function noAnswer(
  credentials: Credentials,
  what: string,
  cause: unknown,
  timeoutMs: number | undefined,
): KubeError {
  const said = timeoutMs === undefined ? errorText(cause) : `no whole answer within ${timeoutMs} ms`;
  return new KubeError(`${what} on ${credentials.context} (${credentials.server}) got no answer: ${said}`, {
    status: 0,
    reason: timeoutMs === undefined ? 'NoAnswer' : 'Timeout',
    hint: 'check that the API server runs and that the kubeconfig names its address',
    cause,
  });
}
