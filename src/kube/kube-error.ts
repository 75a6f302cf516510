import { ScaleproofError } from '../errors/scaleproof-error.ts';

/**
 * The API server's refusal, or its silence.
 * `status` is the HTTP status, 0 when there was no answer; `reason` is the Status object's (`NotFound`, `Conflict`,
 * `Forbidden`, `Expired`), or `NoAnswer` and `Timeout` of our own.
 */
export class KubeError extends ScaleproofError {
  readonly status: number;
  readonly reason: string;
  /** The `details` of the Status object, where it had any: causes with fields, a retry time. */
  readonly details: StatusDetails | undefined;

  constructor(
    message: string,
    facts: {
      readonly status: number;
      readonly reason: string;
      readonly details?: StatusDetails;
      readonly hint?: string;
      readonly cause?: unknown;
    },
  ) {
    super('target-unavailable', message, {
      ...(facts.hint === undefined ? {} : { hint: facts.hint }),
      ...(facts.cause === undefined ? {} : { cause: facts.cause }),
    });
    this.status = facts.status;
    this.reason = facts.reason;
    this.details = facts.details;
  }
}

/** `details` of a Status object, as far as it is read. */
export interface StatusDetails {
  readonly name?: string;
  readonly kind?: string;
  readonly causes?: readonly {
    readonly reason?: string;
    readonly message?: string;
    readonly field?: string;
  }[];
  readonly retryAfterSeconds?: number;
}

/** A Status object, what the API server says when it refuses or when a watch breaks. */
export interface KubeStatus {
  readonly kind: 'Status';
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: StatusDetails;
}

/** Whether an error is the API server saying that the thing is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof KubeError && error.status === 404;
}

/** Makes the error for an answer of 400 or more; `what` is the request, for example `GET /api/v1/pods`. */
export function refusal(what: string, status: number, text: string): KubeError {
  const said = parseStatus(text);
  const reason = said?.reason ?? `HTTP ${status}`;
  const message = said?.message ?? text.slice(0, 300).trim();
  return new KubeError(`${what} was refused: ${status} ${reason}${message === '' ? '' : `: ${message}`}`, {
    status,
    reason,
    ...(said?.details ? { details: said.details } : {}),
    ...(hintFor(status) === undefined ? {} : { hint: hintFor(status)! }),
  });
}

function parseStatus(text: string): KubeStatus | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isStatus =
      typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status';
    return isStatus ? (parsed as KubeStatus) : undefined;
  } catch {
    // Not JSON: a proxy or a component behind the API server answered in its own words, which are quoted as they are.
    return undefined;
  }
}

function hintFor(status: number): string | undefined {
  if (status === 401)
    return 'the credentials of this kubeconfig are not accepted; log in again or pick another context';
  if (status === 403) return 'the user of this kubeconfig lacks a permission; the message names it';
  if (status === 503)
    return 'a component behind the API server is not available; see `kubectl get apiservices`';
  return undefined;
}
