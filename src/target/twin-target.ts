import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { PROFILES, resolveTiming } from '../plan/timing.ts';
import { servingFault } from '../twin/serving-options.ts';
import type { Execution, Target } from './target.ts';
import type { TargetSpec } from './target-spec.ts';
import { playInSteps } from './twin-session.ts';

/** Opens the twin as a target: nothing is put up, virtual time starts at the clock's present instant, and no time is waited. */
export function openTwinTarget(spec: Pick<TargetSpec, 'scenario' | 'clock' | 'tell'>): Target {
  const { scenario, clock } = spec;
  const fault = servingFault(scenario.workload.env);
  if (fault !== undefined) {
    throw new ScaleproofError('usage', `workload.env: ${fault}`, {
      hint: 'On the lab such pods would not start; the twin does not model that.',
    });
  }
  return {
    name: 'twin',
    emulated: true,
    timing: resolveTiming(scenario, PROFILES[scenario.profile]),
    versions: { kubernetes: 'v1.36.3 (arithmetic in src/hpa)' },
    execute: async (plan, emit, signal) => {
      signal.throwIfAborted();
      spec.tell('playing the scenario in virtual time');
      return playOn(playInSteps(plan, { startAt: clock.now(), emit }), signal);
    },
    logs: async () => new Map(),
    close: async () => ({ left: [] }),
  };
}

/** Hours of virtual time are seconds of computing, in which nothing else would be heard: a signal, a browser that asks. */
async function playOn(steps: ReturnType<typeof playInSteps>, signal: AbortSignal): Promise<Execution> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      const { endedAt, spent } = step.value;
      return spent === undefined
        ? { reason: 'completed', endedAt }
        : { reason: 'budget-spent', detail: spent, endedAt };
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted)
      return { reason: 'interrupted', detail: errorText(signal.reason), endedAt: step.value };
  }
}
