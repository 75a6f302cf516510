import { idleLoad } from './idle-load.ts';
import { k6Load } from './k6-load.ts';
import type { LoadSpec, PreparedLoad } from './running-load.ts';

export type { LoadSpec, PreparedLoad, RunningLoad } from './running-load.ts';

/**
 * Makes the images and the play list of a plan, for k6 beside the runner. A plan without arrivals needs no generator at
 * all. Senders in the cluster are the target's, which has a cluster.
 */
export async function prepareLoad(spec: LoadSpec): Promise<PreparedLoad> {
  return spec.plan.arrivals.length === 0 ? idleLoad(spec) : await k6Load(spec);
}
