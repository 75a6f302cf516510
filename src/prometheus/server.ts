/** One request of the Prometheus API. */
export interface PrometheusRequest {
  readonly method: 'GET' | 'POST';
  /** From the root of the server, with its query: `/api/v1/query?query=up`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request; `timeoutMs` is told beside it for ways that have a time limit of their own. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** What came back, whatever its status. */
export interface PrometheusReply {
  readonly status: number;
  readonly text: string;
  /** `WWW-Authenticate` of the answer, which says what a server wants to be shown. */
  readonly wants?: string;
}

/** What proves who we are; asked for each request, because tokens run out. The secret itself is in no text. */
export interface Identity {
  /** Where it comes from, as messages name it: `the token in /run/token`. */
  readonly from: string;
  /** What to do when it is not accepted. */
  readonly renew: string;
  /** The value of `Authorization`. */
  authorization(): Promise<string>;
}

/** One Prometheus and the way to it; it has a close beside its start. */
export interface PrometheusServer {
  /** Where it is, as messages name it; without any secret. */
  readonly name: string;
  /** How queries are sent; a way that is allowed method by method wants GET. */
  readonly method: 'GET' | 'POST';
  readonly identity?: Identity;
  /** Sends one request; throws what its library throws, or a `PrometheusError` where it knows better. */
  send(request: PrometheusRequest): Promise<PrometheusReply>;
  /** Ends idle connections. */
  close(): Promise<void>;
}
