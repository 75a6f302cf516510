import type { Plan } from '../plan/plan.ts';
import { idleLoad } from './idle-load.ts';
import { k6Load } from './k6-load.ts';
import type { LoadSpec, PreparedLoad } from './running-load.ts';

export type { LoadSpec, PreparedLoad, RunningLoad } from './running-load.ts';

/** One way to send load; a press or a job inside the cluster would be others. */
type LoadKind = (spec: LoadSpec) => Promise<PreparedLoad>;

const KINDS = { k6: k6Load } satisfies Record<Plan['scenario']['load']['kind'], LoadKind>;

/** Makes the images and the play list of a plan. A plan without arrivals needs no generator at all. */
export async function prepareLoad(spec: LoadSpec): Promise<PreparedLoad> {
  if (spec.plan.arrivals.length === 0) return idleLoad(spec);
  return await KINDS[spec.plan.scenario.load.kind](spec);
}
