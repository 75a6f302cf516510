import { lastAt } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { type Assertion, type Context, figureOf, offset, plural } from './assertion.ts';

/** GPUs held after the load equal those of the replicas that are left. */
export const gpusReleased: Assertion<'gpusReleased'> = {
  needs: ['pods', 'deployment', 'nodes', 'runner'],
  excusedBy: ['prometheus'],
  needsLoad: true,
  decide(planned, context) {
    const withinMs = figureOf(planned, 'within');
    const { timeline, loadStart, loadEnd } = context;
    const deadline = loadEnd + withinMs;
    const gpus = timeline.of('gpus');
    const left = timeline.of('replicas').at(-1)?.desired;
    const wanted = foreignGpus(context) + (left ?? 0) * context.plan.scenario.workload.gpusPerPod;
    const lastOver = gpus.findLastIndex((seen) => seen.allocated > wanted);
    const released = gpus[lastOver + 1]?.at;
    const most = Math.max(0, ...gpus.filter((seen) => seen.at >= loadStart).map((seen) => seen.allocated));
    const last = gpus.at(-1);
    const base = {
      expected: `no more than ${plural(wanted, 'GPU')} held within ${formatDuration(withinMs)} of load end`,
      observed: last
        ? `${most} held at most, ${last.allocated} last seen at ${offset(context, last.at)}`
        : 'no GPUs seen',
      window: { from: loadEnd, to: Math.max(loadEnd, released ?? Math.min(deadline, timeline.endedAt)) },
      samples: gpus.length,
    };
    if (gpus.length === 0 || left === undefined) {
      return { ...base, samples: 0, status: 'inconclusive', reason: 'no GPUs or no replicas were observed' };
    }
    if (most <= wanted) {
      return {
        ...base,
        status: 'inconclusive',
        reason: 'no more GPUs were held at any time, so there was nothing to release',
      };
    }
    if (released !== undefined && released <= deadline) return { ...base, status: 'passed' };
    if (released === undefined && timeline.endedAt < deadline) {
      return {
        ...base,
        status: 'inconclusive',
        reason: `the watch ended at ${offset(context, timeline.endedAt)}, before the bound of ${offset(context, deadline)}`,
      };
    }
    const when =
      released === undefined
        ? `${last?.allocated} still held`
        : `released only at ${offset(context, released)}`;
    return { ...base, status: 'failed', reason: `${when}, bound ${offset(context, deadline)}` };
  },
};

/** GPUs that others held when the load began. */
function foreignGpus({ plan, timeline, loadStart }: Context): number {
  const held = lastAt(timeline.of('gpus'), loadStart)?.allocated ?? 0;
  const own = lastAt(timeline.of('replicas'), loadStart)?.current ?? 0;
  return Math.max(0, held - own * plan.scenario.workload.gpusPerPod);
}
