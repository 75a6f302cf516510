import { PrometheusError } from './prometheus-error.ts';

/** The same error without a secret in its text: the value of `Authorization`, its parts, and what they decode to. */
export function hideSecret(error: PrometheusError, authorization: string): PrometheusError {
  const message = withoutSecret(error.message, authorization);
  if (message === error.message) return error;
  const { kind, status, hint } = error;
  return new PrometheusError(kind, message, { status, ...(hint ? { hint } : {}) });
}

/** The same text without them. */
export function withoutSecret(text: string, authorization: string): string {
  return secretsIn(authorization).reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), text);
}

function secretsIn(authorization: string): readonly string[] {
  const [scheme = '', ...rest] = authorization.split(' ');
  const shown = rest.join(' ');
  if (shown === '') return [];
  if (scheme !== 'Basic') return [shown];
  const decoded = Buffer.from(shown, 'base64').toString('utf8');
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return [shown, decoded, password].filter((secret) => secret !== '');
}
