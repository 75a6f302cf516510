import { lastAt } from '../../sample/timeline.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';

/** Pods stayed Pending because no node had a free GPU. */
export function gpuShortage({ plan, timeline }: Facts): Finding | undefined {
  const origin = originOf(timeline);
  const refused = timeline
    .of('event')
    .filter((event) => event.reason === 'FailedScheduling' && /Insufficient nvidia\.com/.test(event.message));
  const scheduled = new Set(
    timeline
      .of('pod')
      .filter((p) => p.change === 'scheduled')
      .map((p) => p.pod),
  );
  const pending = timeline
    .of('pod')
    .filter((p) => p.change === 'created' && !scheduled.has(p.pod) && timeline.endedAt - p.at > 2000);
  const during = refused.filter((event) => event.at >= origin);
  if (during.length === 0 || pending.length === 0) return undefined;
  const gpus = lastAt(timeline.of('gpus'), during[0]!.at);
  return {
    id: 'GPU_SHORTAGE',
    title: `${pending.length} ${pending.length === 1 ? 'pod' : 'pods'} found no free GPU`,
    hop: 'pod',
    evidence: [
      ...(gpus
        ? [`${gpus.allocated} of ${gpus.allocatable} GPUs were held at ${when(timeline, during[0]!.at)}`]
        : []),
      ...firstLines(
        during.map((event) => `${when(timeline, event.at)} ${event.object}: ${event.message}`),
        3,
      ),
      ...firstLines(pending.map((p) => `${p.pod} created at ${when(timeline, p.at)}, never scheduled`)),
    ],
    fix: `Add GPU nodes, or lower maxReplicas (${plan.scenario.hpa.maxReplicas}) to what the nodes hold at ${plan.scenario.workload.gpusPerPod} per pod.`,
  };
}
