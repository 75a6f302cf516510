import { scaleDownSteps } from './scale-down-steps.ts';
import { scaleUpSteps } from './scale-up-steps.ts';
import { step } from './step.ts';
import type { StepContext } from './step-context.ts';
import type { PlanStep } from './test-plan.ts';

/** Holds a record against each step of the test plan of KAR-0057 but the last, which comes after the end of the run. */
export function planSteps(context: StepContext): readonly PlanStep[] {
  return [
    servesMetric(context),
    requestsAccelerators(context),
    scalesOnMetric(context),
    ...scaleUpSteps(context),
    ...scaleDownSteps(context),
  ];
}

function servesMetric({ timeline, header, when }: StepContext): PlanStep {
  const { name } = header.plan.scenario.hpa.metric;
  const answers = timeline.of('customMetric').filter(({ pods }) => pods.length > 0);
  const reads = timeline.of('hpaRead').filter(({ status, items }) => status === 200 && items.length > 0);
  const [answer, read] = [answers[0], reads[0]];
  const evidence = [
    ...(answer === undefined
      ? ['custom.metrics.k8s.io never answered with a value']
      : [
          `custom.metrics.k8s.io answered for ${name} ${answers.length} times, first at ${when(answer.at)}: ${answer.pods.map(({ pod, value }) => `${pod} ${value}`).join(', ')}`,
        ]),
    ...(read === undefined
      ? []
      : [
          `the HPA controller itself read it ${reads.length} times, first at ${when(read.answeredAt)} (audit log of the adapter)`,
        ]),
  ];
  return step('setup-metric', answer === undefined ? 'not-proved' : 'proved', evidence);
}

function requestsAccelerators({ timeline, when }: StepContext): PlanStep {
  const scheduled = timeline.of('pod').filter(({ change }) => change === 'scheduled');
  const bare = scheduled.filter(({ gpus }) => gpus === undefined || gpus < 1);
  const evidence = scheduled.map(
    ({ pod, node, gpus, at }) =>
      `${when(at)} ${pod}: ${gpus ?? 'no'} GPU of ${node ?? 'a node that is not on record'}`,
  );
  if (scheduled.length === 0) return step('setup-accelerator', 'not-proved', ['no pod was scheduled']);
  return step('setup-accelerator', bare.length === 0 ? 'proved' : 'contradicted', evidence);
}

function scalesOnMetric({ timeline, header }: StepContext): PlanStep {
  const { name } = header.plan.scenario.hpa.metric;
  const seen = timeline.of('hpa').findLast(({ metrics }) => metrics.some((one) => one.name === name));
  const metric = seen?.metrics.find((one) => one.name === name);
  if (seen === undefined || metric === undefined)
    return step('setup-hpa', 'not-proved', [`no HPA with the metric ${name} was seen`]);
  return step('setup-hpa', 'proved', [
    `HPA with metric ${name}, target ${metric.target} a pod, ${seen.min} to ${seen.max} replicas`,
  ]);
}
