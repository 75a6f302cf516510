import type { Host } from '../../host/host.ts';

/** Whether stdout may carry colour: only a terminal that did not ask for none. */
export function wantsColour(host: Pick<Host, 'stdout' | 'env'>): boolean {
  return host.stdout.isTTY && host.env.NO_COLOR === undefined && host.env.TERM !== 'dumb';
}
