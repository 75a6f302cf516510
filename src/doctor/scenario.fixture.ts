import { type Scenario, type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';

/** A scenario of the tests of this room, with what a test says over it. */
export function scenarioOf(over: Partial<ScenarioFile> = {}): Scenario {
  return scenarioSchema.parse({
    name: 'checked',
    target: 'cluster',
    workload: { name: 'painter', namespace: 'gallery' },
    load: { stages: [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }] },
    assertions: [{ kind: 'noRequestLost' }],
    ...over,
  });
}
