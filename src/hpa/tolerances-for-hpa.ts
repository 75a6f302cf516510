import type { ControllerConfig } from './controller-config.ts';
import type { Behavior } from './spec.ts';
import type { Tolerances } from './tolerances.ts';

/** The controller's tolerance, replaced per direction by the HPA's own where the gate allows it. Go: `tolerancesForHpa`. */
export function tolerancesForHpa(behavior: Behavior | undefined, config: ControllerConfig): Tolerances {
  const { tolerance } = config;
  if (behavior === undefined || !config.configurableTolerance)
    return { scaleDown: tolerance, scaleUp: tolerance };
  return {
    scaleDown: behavior.scaleDown.tolerance ?? tolerance,
    scaleUp: behavior.scaleUp.tolerance ?? tolerance,
  };
}
