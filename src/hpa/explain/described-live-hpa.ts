import { formatDuration } from '../../units/duration.ts';
import type { Instant } from '../../units/instant.ts';
import { type ControllerConfig, STOCK_CONTROLLER } from '../controller-config.ts';
import type { DescribedHpa } from '../kubectl/described-hpa.ts';
import { hpaOfDescribed } from '../kubectl/hpa-of-described.ts';
import { assumptionsFor, inputAtAverage, type LiveHpa } from './live-hpa.ts';

/** Takes what `kubectl describe hpa` says for an object; what no line says is among the assumptions. */
export function readDescribedHpa(
  described: DescribedHpa,
  now: Instant,
  config: ControllerConfig = STOCK_CONTROLLER,
): LiveHpa {
  const hpa = hpaOfDescribed(described);
  const unknown = ['whether pods are ready', 'what each pod reports', 'what the controller remembers'];
  if (hpa.spec.behavior !== undefined) unknown.push('a tolerance of its own');
  if (described.behavior?.scaleDown?.windowLine === undefined)
    unknown.push("the controller's scale-down window");
  const last = described.events?.filter(({ reason }) => reason === 'SuccessfulRescale').at(-1);
  return {
    input: inputAtAverage(hpa, now, config),
    assumptions: [
      ...assumptionsFor(hpa, now),
      last?.age === undefined
        ? 'Unknown: when it was last scaled; no event says so.'
        : `Last scaled ${formatDuration(last.age.fromMs)} before the text was printed (line ${last.line}).`,
      `Unknown, since the text does not say it: ${unknown.join(', ')}. For those stand ready pods, the average, an empty memory and the defaults of a stock controller.`,
    ],
  };
}
