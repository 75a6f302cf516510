import { type Dispatcher, request as send } from 'undici';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { ByteStream, KubeResponse, Query, RequestOptions } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { KubeError, refusal } from './kube-error.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** Sends one request and reads the whole answer; see `KubeConnection.request`. */
export async function sendRequest<T>(
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
    if (answer.statusCode >= 400 && options.allow !== 'all' && !options.allow?.includes(answer.statusCode)) {
      throw refusal(what, answer.statusCode, text);
    }
    return { status: answer.statusCode, body: parseBody(text) as T, text, headers: answer.headers };
  } catch (error) {
    if (error instanceof ScaleproofError) throw error;
    options.signal?.throwIfAborted();
    throw noAnswer(credentials, what, error, timeout.aborted ? timeoutMs : undefined);
  }
}

/** Sends a GET whose answer stays open; see `KubeConnection.stream`. */
export async function openStream(
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
