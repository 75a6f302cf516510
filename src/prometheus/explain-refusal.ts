import { PrometheusError } from './prometheus-error.ts';
import type { PrometheusReply, PrometheusServer } from './server.ts';

/** The error for an answer that says we are not known (401) or not allowed (403); `undefined` for other answers. */
export function explainRefusal(
  what: string,
  { name, identity }: Pick<PrometheusServer, 'name' | 'identity'>,
  { status, wants }: PrometheusReply,
): PrometheusError | undefined {
  if (status === 401) {
    const says = identity === undefined ? 'nothing was shown' : `${identity.from} is not accepted`;
    const asks = wants === undefined ? '' : `; it asks for ${wants.split(/[\s,]/, 1)[0]}`;
    return new PrometheusError(
      'identity',
      `${what} was refused by ${name}: 401 Unauthorized: ${says}${asks}`,
      {
        status,
        ...(identity === undefined ? {} : { hint: identity.renew }),
      },
    );
  }
  if (status !== 403) return undefined;
  const says =
    identity === undefined
      ? 'whoever shows nothing may not ask'
      : `${identity.from} is known, but may not ask`;
  const hint =
    identity === undefined
      ? 'name a token or a password: `prometheus.auth`, or --prometheus-token-file'
      : 'let its owner query this Prometheus, or use that of somebody who may';
  return new PrometheusError('identity', `${what} was refused by ${name}: 403 Forbidden: ${says}`, {
    status,
    hint,
  });
}
