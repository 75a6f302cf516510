import type { Plan } from '../../plan/plan.ts';
import type { Emit } from '../../sample/observation.ts';

/** Shows a run while it is on. */
export interface RunView {
  /** A line of progress outside the run proper: toolchain, lab, rollout. */
  readonly progress: (text: string) => void;
  readonly planned: (plan: Plan, folder: string) => void;
  readonly observe: Emit;
  /** Leaves the terminal as it was found; called before the final table. */
  readonly close: () => void;
}
