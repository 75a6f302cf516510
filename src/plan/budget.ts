import { formatDuration } from '../units/duration.ts';
import type { BoundsContext } from './bounds-context.ts';
import { MARGIN, pipelineTerms, total } from './lag.ts';
import type { Budget, Plan } from './plan.ts';

/** To apply the workload and to prepare the load, on a busy machine. */
const PREPARATION_MS = 60_000;
/** More requests than planned are sent until a press is stopped. */
const MORE_REQUESTS = 100;

/** What a run may use up: what the scenario says, else more than any run can that does as planned. */
export function budgetOf({ scenario, timing, shape }: BoundsContext, watchMs: number): Budget {
  // A scenario that was recorded by an older version has no budget.
  const { budget = {}, hpa, workload, load } = scenario;
  const waitMs = (workload.startupBudget + total(pipelineTerms(timing, 'first'))) * MARGIN;
  const senderMs = load.kind === 'k6' ? 0 : load.sender.startupBudget;
  const timeMs = Math.ceil(PREPARATION_MS + waitMs + senderMs + shape.loadMs + load.timeout + watchMs);
  const most = (hpa.maxReplicas * workload.gpusPerPod * timeMs) / 60_000;
  const gpuMinutes = budget.gpuMinutes ?? Math.ceil(most * 10) / 10;
  const requests = budget.requests ?? 2 * shape.arrivals.length + MORE_REQUESTS;
  const given = 'as the scenario says';
  return {
    gpuMinutes,
    requests,
    timeMs,
    arithmetic: [
      `${gpuMinutes} GPU-minutes: ${budget.gpuMinutes === undefined ? `${hpa.maxReplicas} replicas x ${workload.gpusPerPod} GPU x ${formatDuration(timeMs)}` : given}`,
      `${requests} images: ${budget.requests === undefined ? `2 x ${shape.arrivals.length} + ${MORE_REQUESTS}` : given}`,
      `${formatDuration(timeMs)}: preparation, start-up and pipeline x${MARGIN}, load and the watch after it`,
    ],
  };
}

/** That a run cannot come to its end with what it may use up. */
export function budgetWarnings(
  { gpuMinutes, requests }: Budget,
  predicted: Plan['predicted'],
  arrivals: number,
): readonly string[] {
  return [
    ...(predicted.gpuMinutes > gpuMinutes
      ? [`budget.gpuMinutes ${gpuMinutes}: the run needs about ${predicted.gpuMinutes}, and would be stopped`]
      : []),
    ...(arrivals > requests
      ? [`budget.requests ${requests}: the plan has ${arrivals}, and would be stopped`]
      : []),
  ];
}
