import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';

/** The plan of a scenario that has only a load. */
export function planOf(load: ScenarioFile['load'], seed = 1): Plan {
  const scenario = scenarioSchema.parse({
    name: 'load-only',
    seed,
    load,
    assertions: [{ kind: 'scalesOut', atLeast: 1 }],
  });
  return makePlan(scenario, PROFILES.compressed);
}
