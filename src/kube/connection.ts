import type { Duplex } from 'node:stream';

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
  /** Statuses of 400 and more that are an answer, not an error; for example `[404]`, or all of them. */
  readonly allow?: readonly number[] | 'all';
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

/** One port of one pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** A connection to one API server as one user; `close` ends its idle connections and refuses further requests. */
export interface KubeConnection {
  readonly server: string;
  readonly context: string;
  readonly namespace: string | undefined;
  /** The user's name in the kubeconfig, which need not be the one that the API server knows. */
  readonly user: string;
  /** `context (server) as user`, for messages. */
  readonly name: string;
  /** One request; throws `KubeError` for an answer of 400 or more that is not in `allow`, and for no answer. */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<KubeResponse<T>>;
  /** A GET whose answer stays open; resolves when the answer's head is there. Ends when `signal` aborts. */
  stream(path: string, query: Query, signal: AbortSignal): Promise<ByteStream>;
  /** A connection to a port of a pod; see `openPortForward`. */
  forward(target: PodPort, signal: AbortSignal): Promise<Duplex>;
  close(): Promise<void>;
}
