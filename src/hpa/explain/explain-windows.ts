import { formatDuration } from '../../units/duration.ts';
import type { Decision, SyncInput } from '../decision.ts';
import type { ControllerMemory, Recommendation } from '../memory.ts';
import { stabilizationWindows } from '../stabilize.ts';

/** What the stabilization windows did to the proposal; one sentence. */
export function explainWindows(
  { hpa, config }: SyncInput,
  memory: ControllerMemory,
  { workings, endedAt }: Decision,
): readonly string[] {
  const { proposal, stabilized, currentReplicas = 0 } = workings;
  if (proposal === undefined || stabilized === undefined) return [];
  const remembered = memory.recommendations ?? [{ replicas: currentReplicas, at: endedAt }];
  const { behavior } = hpa.spec;
  if (behavior === undefined) {
    const window = formatDuration(config.downscaleStabilizationMs);
    if (stabilized === proposal && proposal >= currentReplicas) return [];
    if (stabilized === proposal)
      return [`No recommendation of the last ${window} was higher, so ${proposal} stands.`];
    const holding = latest(remembered, stabilized);
    return [
      `The highest recommendation of the last ${window} was ${stabilized}${ago(holding, endedAt)}, so ${stabilized} instead of ${proposal}${until(holding, config.downscaleStabilizationMs, endedAt)}.`,
    ];
  }
  const { upSeconds, downSeconds } = stabilizationWindows(behavior, config.downscaleStabilizationMs);
  const isUp = proposal >= currentReplicas;
  const windowMs = (isUp ? upSeconds : downSeconds) * 1000;
  const name = `${isUp ? 'scale-up' : 'scale-down'} window of ${formatDuration(windowMs)}`;
  if (stabilized === proposal) {
    const isIdle = windowMs === 0 || proposal === currentReplicas;
    return isIdle ? [] : [`The ${name} changes nothing: ${proposal} stands.`];
  }
  const holding = latest(remembered, stabilized);
  const extreme = isUp ? 'lowest' : 'highest';
  return [
    `In the ${name} the ${extreme} recommendation was ${stabilized}${ago(holding, endedAt)}, so ${stabilized} instead of ${proposal}${until(holding, windowMs, endedAt)}.`,
  ];
}

/** The newest recommendation of that size: the one that leaves the window last. */
function latest(recommendations: readonly Recommendation[], replicas: number): Recommendation | undefined {
  return recommendations
    .filter((one) => one.replicas === replicas)
    .reduce<Recommendation | undefined>((best, one) => (best && best.at > one.at ? best : one), undefined);
}

function ago(one: Recommendation | undefined, now: number): string {
  return one === undefined ? '' : ` (${formatDuration(now - one.at)} ago)`;
}

function until(one: Recommendation | undefined, windowMs: number, now: number): string {
  return one === undefined
    ? ''
    : `; it counts for another ${formatDuration(Math.max(0, one.at + windowMs - now))}`;
}
