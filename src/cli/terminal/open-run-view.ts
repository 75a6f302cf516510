import type { PassiveClock } from '../../clock/clock.ts';
import type { Output } from '../../host/host.ts';
import { lineView } from './line-view.ts';
import type { RunView } from './run-view.ts';
import { screenView } from './screen-view.ts';

/** A screen that is redrawn on a terminal, one stamped line per change elsewhere (pipes, CI, `TERM=dumb`). */
export function openRunView(
  output: Output,
  clock: PassiveClock,
  env: Readonly<Record<string, string | undefined>>,
): RunView {
  const plain = !output.isTTY || env.TERM === 'dumb' || env.CI !== undefined;
  return plain ? lineView(output, clock) : screenView(output, clock);
}
