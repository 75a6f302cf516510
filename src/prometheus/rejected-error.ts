import { errorText } from '../errors/scaleproof-error.ts';
import { PrometheusError } from './prometheus-error.ts';

/** Turns what prometheus-query rejects with (plain objects, not errors) into an error of ours. */
export function rejectedError(what: string, rejected: unknown, replied: number | undefined): PrometheusError {
  const { errorType, httpStatus, error, prometheus } = fieldsOf(rejected);
  // The library forgets the status of an error page that is no JSON.
  const status = httpStatus ?? replied;
  const facts = { status: status ?? 0 };
  if (errorType === 'http_error' && prometheus?.errorType) {
    const kind = prometheus.errorType === 'timeout' ? 'timeout' : 'query';
    const message = `${what} was refused by Prometheus: ${status} ${prometheus.errorType}: ${error}`;
    return new PrometheusError(kind, message, facts);
  }
  if (errorType === 'http_error' || errorType === 'client_error') {
    const answer = status === undefined ? 'an answer' : `HTTP ${status}`;
    const message = `${what} got ${answer} that is no answer of the Prometheus API: ${error}`;
    return new PrometheusError('http', message, facts);
  }
  return new PrometheusError('network', `${what} did not reach Prometheus: ${error}`);
}

interface RejectedFields {
  readonly errorType?: string;
  readonly httpStatus?: number;
  readonly error: string;
  readonly prometheus?: { readonly errorType?: string };
}

function fieldsOf(rejected: unknown): RejectedFields {
  if (rejected instanceof Error) return { error: errorText(rejected) };
  if (typeof rejected !== 'object' || rejected === null) return { error: String(rejected) };
  const fields = rejected as Partial<RejectedFields> & { readonly code?: string };
  return { ...fields, error: fields.error || fields.code || 'no reason given' };
}
