import type { PassiveClock } from '../../clock/clock.ts';
import type { Output } from '../../host/host.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Emit } from '../../sample/observation.ts';
import { lineView } from './line-view.ts';
import { screenView } from './screen-view.ts';

/** Shows a run while it is on. */
export interface RunView {
  /** A line of progress outside the run proper: toolchain, lab, rollout. */
  readonly progress: (text: string) => void;
  readonly planned: (plan: Plan, folder: string) => void;
  readonly observe: Emit;
  /** Leaves the terminal as it was found; called before the final table. */
  readonly close: () => void;
}

/** A screen that is redrawn on a terminal, one stamped line per change elsewhere (pipes, CI, `TERM=dumb`). */
export function openRunView(
  output: Output,
  clock: PassiveClock,
  env: Readonly<Record<string, string | undefined>>,
): RunView {
  const plain = !output.isTTY || env.TERM === 'dumb' || env.CI !== undefined;
  return plain ? lineView(output, clock) : screenView(output, clock);
}
