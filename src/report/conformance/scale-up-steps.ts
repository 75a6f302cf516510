import { restingOn, step, wanted } from './step.ts';
import type { StepContext } from './step-context.ts';
import type { PlanStep } from './test-plan.ts';

/** The three things that the plan wants to see while load is on. */
export function scaleUpSteps(context: StepContext): readonly PlanStep[] {
  return [metricRises(context), replicasRise(context), podsRun(context)];
}

function metricRises(context: StepContext): PlanStep {
  const { timeline, header, result, loadStart, when } = context;
  const { name } = header.plan.scenario.hpa.metric;
  const { load } = result;
  const sent = load.stages.reduce((sum, stage) => sum + stage.sent, 0);
  const above = timeline
    .of('hpa')
    .flatMap(({ at, metrics }) => metrics.filter((one) => one.name === name).map((one) => ({ at, ...one })))
    .find(({ at, value, target }) => at >= loadStart && value !== null && value > target);
  const delivered = load.delivered
    ? `load delivered as asked: ${sent} images sent`
    : `load not delivered as asked: ${load.problems.join('; ')}`;
  const seen =
    above === undefined
      ? 'the HPA never saw the metric above the target'
      : `${when(above.at)} the HPA saw ${above.value} against a target of ${above.target}`;
  const isProved = load.delivered && above !== undefined;
  return restingOn(
    context,
    step('up-metric', isProved ? 'proved' : 'not-proved', [delivered, seen]),
    'metricBeforeScaleOut',
  );
}

function replicasRise({ timeline, loadStart, loadEnd, when }: StepContext): PlanStep {
  const all = timeline.of('replicas');
  const before = all.findLast(({ at }) => at <= loadStart) ?? all[0];
  const during = all.filter(({ at }) => at > loadStart && (loadEnd === undefined || at <= loadEnd));
  if (before === undefined) return step('up-replicas', 'not-proved', ['no replicas were observed']);
  const rises = during.filter(({ desired }, index) => desired > (during[index - 1] ?? before).desired);
  const evidence = rises.map(({ at, desired }) => `${when(at)} ${wanted(desired)}`);
  return rises.length === 0
    ? step('up-replicas', 'not-proved', [`${wanted(before.desired)} before the load, and no more during it`])
    : step('up-replicas', 'proved', [`${wanted(before.desired)} before the load`, ...evidence]);
}

/** Each pod that came with the load, with its node, its GPUs and its first readiness. */
function podsRun(context: StepContext): PlanStep {
  const { timeline, loadStart, when } = context;
  const pods = timeline.of('pod');
  const fresh = pods.filter(({ at, change }) => change === 'created' && at > loadStart);
  const running = fresh.flatMap(({ pod }) => {
    const place = pods.find((one) => one.pod === pod && one.change === 'scheduled');
    const ready = pods.find((one) => one.pod === pod && one.change === 'ready');
    return ready !== undefined && (place?.gpus ?? 0) >= 1
      ? [
          `${when(ready.at)} ${pod} running and ready on ${place?.node ?? 'an unnamed node'} with ${place?.gpus} GPU`,
        ]
      : [];
  });
  const evidence = [`${running.length} of ${fresh.length} new pods came to run on a GPU`, ...running];
  const state = running.length === 0 ? 'not-proved' : 'proved';
  return restingOn(context, step('up-running', state, evidence), 'scalesOut');
}
