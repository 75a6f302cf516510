import type { PassiveClock } from '../../clock/clock.ts';
import type { Output } from '../../host/host.ts';
import type { Observation } from '../../sample/observation.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import { describeChange } from './describe-change.ts';
import type { RunView } from './run-view.ts';

/** One stamped line per change: for pipes and CI logs. Offsets are from load start once there is one. */
export function lineView(output: Output, clock: PassiveClock): RunView {
  let origin: Instant | undefined;
  let lastLine = '';
  const print = (at: Instant, text: string) => {
    if (text === lastLine) return;
    lastLine = text;
    const wall = new Date(at).toISOString().slice(11, 19);
    const offset = origin === undefined ? '' : ` ${formatOffset(at, origin).padStart(8)}`;
    output.write(`${wall}${offset}  ${text}\n`);
  };
  const observe = (seen: Observation) => {
    if (seen.kind === 'load' && seen.edge === 'start') origin = seen.at;
    const text = describeChange(seen);
    if (text !== undefined) print(seen.at, text);
  };
  return {
    progress: (text) => print(clock.now(), text),
    planned: (plan, folder) => {
      print(
        clock.now(),
        `run ${folder}: load ${formatDuration(plan.loadMs)}, at most ${formatDuration(plan.settleMs)} to settle`,
      );
    },
    observe,
    close: () => {},
  };
}
