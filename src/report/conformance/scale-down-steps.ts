import { restingOn, step, wanted } from './step.ts';
import type { StepContext } from './step-context.ts';
import type { PlanStep } from './test-plan.ts';

/** The two things that the plan wants to see when load is gone. */
export function scaleDownSteps(context: StepContext): readonly PlanStep[] {
  return [metricFalls(context), replicasFall(context)];
}

function metricFalls({ timeline, header, loadEnd, when }: StepContext): PlanStep {
  if (loadEnd === undefined) return step('down-metric', 'not-proved', ['the load has no end on record']);
  const { name } = header.plan.scenario.hpa.metric;
  const end = timeline.of('load').find(({ edge }) => edge === 'end');
  const below = timeline
    .of('hpa')
    .flatMap(({ at, metrics }) => metrics.filter((one) => one.name === name).map((one) => ({ at, ...one })))
    .find(({ at, value, target }) => at > loadEnd && value !== null && value < target);
  const ended = `${when(loadEnd)} load removed${end?.completed === false ? ', but the generator did not end in order' : ''}`;
  return below === undefined
    ? step('down-metric', 'not-proved', [ended, 'the HPA did not see the metric below the target afterwards'])
    : step('down-metric', 'proved', [
        ended,
        `${when(below.at)} the HPA saw ${below.value} against a target of ${below.target}`,
      ]);
}

function replicasFall(context: StepContext): PlanStep {
  const { timeline, loadEnd, when } = context;
  if (loadEnd === undefined) return step('down-replicas', 'not-proved', ['the load has no end on record']);
  const all = timeline.of('replicas');
  const before = all.findLast(({ at }) => at <= loadEnd);
  const falls = all.filter(
    ({ at, desired }, index) =>
      at > loadEnd && desired < (all[index - 1]?.desired ?? Number.NEGATIVE_INFINITY),
  );
  const gone = timeline.of('pod').filter(({ at, change }) => at > loadEnd && change === 'deleted');
  const evidence = [
    before === undefined
      ? 'no replicas were seen before the end of the load'
      : `${wanted(before.desired)} at the end of the load`,
    ...falls.map(({ at, desired }) => `${when(at)} ${wanted(desired)}`),
    ...gone.map(({ at, pod }) => `${when(at)} ${pod} gone`),
  ];
  const state = falls.length > 0 && gone.length > 0 ? 'proved' : 'not-proved';
  return restingOn(context, step('down-replicas', state, evidence), 'scalesIn');
}
