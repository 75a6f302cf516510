import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import { scenarioSchema } from '../scenario/schema.ts';

/** The plan of the example runs: a ramp to 6 images per second, held for 18 s, on a target of 20 per pod. */
export function examplePlan(): Plan {
  const scenario = scenarioSchema.parse({
    name: 'example-run',
    description: 'A made-up run for tests of everything that reads records.',
    load: {
      stages: [
        { kind: 'ramp', name: 'warm-up', from: 1, to: 6, duration: '6s' },
        { kind: 'hold', name: 'peak', rate: 6, duration: '18s' },
      ],
    },
    assertions: [
      { kind: 'scalesOut', atLeast: 4, within: '20s' },
      { kind: 'metricBeforeScaleOut' },
      { kind: 'dutyCycleZero' },
      { kind: 'scalesIn' },
      { kind: 'gpusReleased' },
      { kind: 'noRequestLost' },
    ],
  });
  return makePlan(scenario, PROFILES.compressed, 1);
}
