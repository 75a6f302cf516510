import type { Plan, PlannedStage } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import { scenarioSchema } from '../scenario/schema.ts';

const STAGES: readonly PlannedStage[] = [
  { name: 'warm-up', kind: 'ramp', startMs: 0, endMs: 6000, peakRate: 6, arrivals: 21 },
  { name: 'peak', kind: 'hold', startMs: 6000, endMs: 24_000, peakRate: 6, arrivals: 108 },
];

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
      { kind: 'scalesOut', atLeast: 4 },
      { kind: 'metricBeforeScaleOut' },
      { kind: 'dutyCycleZero' },
      { kind: 'scalesIn' },
      { kind: 'gpusReleased' },
      { kind: 'noRequestLost' },
    ],
  });
  return {
    scenario,
    seed: 1,
    timing: PROFILES.compressed,
    stages: STAGES,
    arrivals: arrivals(),
    loadMs: 24_000,
    settleMs: 40_000,
    assertions: scenario.assertions.map((spec) => ({ id: spec.kind, spec, bounds: [] })),
    predicted: { durationMs: 64_000, gpuMinutes: 4 },
  };
}

function arrivals(): readonly number[] {
  const times: number[] = [];
  // A ramp from 1/s to 6/s over 6 s: n(t) = t + 5t²/12 arrivals by t seconds, solved for t.
  for (let n = 0; n < 21; n++) times.push(((-1 + Math.sqrt(1 + (5 / 3) * n)) / (5 / 6)) * 1000);
  for (let n = 0; n < 108; n++) times.push(6000 + (n * 1000) / 6);
  return times.map((time) => Math.round(time * 1000) / 1000);
}
