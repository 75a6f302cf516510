import { ScaleproofError } from '../errors/scaleproof-error.ts';

/**
 * What went wrong with a question to Prometheus: `timeout` no whole answer in time, `network` not reached at all,
 * `http` an answer that is none of Prometheus's API, `query` Prometheus refused or could not evaluate the question.
 */
export type PrometheusErrorKind = 'timeout' | 'network' | 'http' | 'query';

/** Prometheus did not answer a question. Whoever samples it opens a gap; it is never read as a zero. */
export class PrometheusError extends ScaleproofError {
  readonly kind: PrometheusErrorKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(
    kind: PrometheusErrorKind,
    message: string,
    facts: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super('inconclusive', message, { hint: HINTS[kind], cause: facts.cause });
    this.kind = kind;
    this.status = facts.status ?? 0;
  }
}

const HINTS: Readonly<Record<PrometheusErrorKind, string>> = {
  timeout: 'Prometheus is overloaded or hangs: look at its CPU and memory, and at the size of the query',
  network: 'check that Prometheus runs and that --prometheus names an address that can be reached from here',
  http: 'check that --prometheus names the root of a Prometheus, not a login page or another service',
  query: 'try the query on the Graph page of Prometheus; its own message is quoted above',
};

/** Turns what prometheus-query rejects with (plain objects, not errors) into an error of ours. */
export function toPrometheusError(
  what: string,
  rejected: unknown,
  seen: { readonly timedOutAfterMs?: number; readonly status?: number } = {},
): PrometheusError {
  if (seen.timedOutAfterMs !== undefined) {
    const message = `${what} got no whole answer from Prometheus within ${seen.timedOutAfterMs} ms`;
    return new PrometheusError('timeout', message, { cause: rejected });
  }
  const { errorType, httpStatus, error, prometheus, code } = fieldsOf(rejected);
  // The library forgets the status of an error page that is no JSON.
  const status = httpStatus ?? seen.status;
  if (errorType === 'http_error' && prometheus?.errorType) {
    const kind = prometheus.errorType === 'timeout' ? 'timeout' : 'query';
    const message = `${what} was refused by Prometheus: ${status} ${prometheus.errorType}: ${error}`;
    return new PrometheusError(kind, message, { status: status ?? 0 });
  }
  if (errorType === 'http_error' || errorType === 'client_error') {
    const answer = status === undefined ? 'an answer' : `HTTP ${status}`;
    const message = `${what} got ${answer} that is no answer of the Prometheus API: ${error}`;
    return new PrometheusError('http', message, { status: status ?? 0 });
  }
  const kind = errorType === 'timeout_error' ? 'timeout' : 'network';
  const message = `${what} did not reach Prometheus: ${error}${code && !error.includes(code) ? ` (${code})` : ''}`;
  return new PrometheusError(kind, message, { cause: rejected });
}

interface RejectedFields {
  readonly errorType?: string;
  readonly httpStatus?: number;
  readonly error: string;
  readonly code?: string;
  readonly prometheus?: { readonly errorType?: string };
}

function fieldsOf(rejected: unknown): RejectedFields {
  if (rejected instanceof Error) return { error: rejected.message };
  if (typeof rejected !== 'object' || rejected === null) return { error: String(rejected) };
  const fields = rejected as Partial<RejectedFields>;
  return { ...fields, error: fields.error || fields.code || 'no reason given' };
}
