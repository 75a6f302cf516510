import { formatDuration } from '../../units/duration.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, when } from '../facts.ts';
import { requestsLostInTermination } from '../lost-in-termination.ts';

/** Requests were lost while serving pods terminated. */
export function scaleInDrops({ plan, timeline }: Facts): Finding | undefined {
  const losses = requestsLostInTermination(plan, timeline);
  if (losses.length === 0) return undefined;
  const { preStopSleep, terminationGrace } = plan.scenario.workload;
  return {
    id: 'SCALE_IN_DROPS',
    title: `${losses.length} ${losses.length === 1 ? 'request was' : 'requests were'} lost while pods terminated`,
    hop: 'pod',
    evidence: firstLines(
      losses.map(
        ({ request, pod, terminatingAt }) =>
          `sent ${when(timeline, request.sentAt)}, ${request.outcome} ${when(timeline, request.at)}` +
          `${request.detail ? ` (${request.detail})` : ''}; ${pod} was terminating since ${when(timeline, terminatingAt)}`,
      ),
    ),
    fix: `Let the server drain on SIGTERM: fail readiness, finish what is queued, then exit; keep the preStop sleep (${formatDuration(preStopSleep)}) longer than endpoints take to change and the grace (${formatDuration(terminationGrace)}) longer than the queue.`,
  };
}
