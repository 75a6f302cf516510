import { ScaleproofError } from '../errors/scaleproof-error.ts';

/**
 * What went wrong with a question to Prometheus: `timeout` no whole answer in time, `network` not reached at all,
 * `tls` its certificate or ours is not accepted, `identity` it does not know us or does not let us, `http` an answer that
 * is none of Prometheus's API, `query` Prometheus refused or could not evaluate the question.
 */
export type PrometheusErrorKind = 'timeout' | 'network' | 'tls' | 'identity' | 'http' | 'query';

/** Prometheus did not answer a question. Whoever samples it opens a gap; it is never read as a zero. */
export class PrometheusError extends ScaleproofError {
  readonly kind: PrometheusErrorKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(
    kind: PrometheusErrorKind,
    message: string,
    facts: { readonly status?: number; readonly cause?: unknown; readonly hint?: string } = {},
  ) {
    super('inconclusive', message, { hint: facts.hint ?? HINTS[kind], cause: facts.cause });
    this.kind = kind;
    this.status = facts.status ?? 0;
  }
}

const HINTS: Readonly<Record<PrometheusErrorKind, string>> = {
  timeout: 'Prometheus is overloaded or hangs: look at its CPU and memory, and at the size of the query',
  network: 'check that Prometheus runs and that --prometheus names an address that can be reached from here',
  tls: "name the CA that signed the server's certificate: `prometheus.tls.caFile`, or --prometheus-ca",
  identity: 'name a token or a password: `prometheus.auth`, or --prometheus-token-file',
  http: 'check that --prometheus names the root of a Prometheus, not a login page or another service',
  query: 'try the query on the Graph page of Prometheus; its own message is quoted above',
};
