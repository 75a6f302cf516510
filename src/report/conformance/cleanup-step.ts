import type { RunCleanup } from '../../record/run-record.ts';
import { RUN_LABEL } from '../../workload/labels.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { step } from './step.ts';
import type { StepContext } from './step-context.ts';
import type { PlanStep } from './test-plan.ts';

/** The last step of the plan: what was seen of the run's objects after its end. */
export function cleanupStep(cleanup: RunCleanup | undefined, context: StepContext): PlanStep {
  if (cleanup === undefined)
    return step('cleanup', 'not-recorded', [
      'not proved by the record, which ends before the clean-up; scaleproof clean lists what a run left',
    ]);
  const states = { gone: 'proved', left: 'contradicted', unseen: 'not-proved' } as const;
  return step('cleanup', states[cleanup.outcome], evidenceOf(cleanup, context));
}

function evidenceOf(
  { at, by, outcome, found, left }: RunCleanup,
  { header, when }: StepContext,
): readonly string[] {
  const problems = left.map((line) => `not removed: ${line}`);
  if (by === 'nothing-applied')
    return [`${when(at)} nothing had been applied, so nothing had to be removed`, ...problems];
  if (by === 'lab-down') {
    const said =
      outcome === 'gone'
        ? 'the lab was taken down, its API server with all objects, the adapter too'
        : 'whether the lab is gone was not seen';
    return [`${when(at)} ${said}`, ...problems];
  }
  const { namespace } = workloadRefs(header.plan.scenario);
  const asked = `objects labelled ${RUN_LABEL}=${header.runId} in namespace ${namespace}`;
  const said = {
    gone: `the API server had no ${asked} any more`,
    left: `the API server still had ${asked}`,
    unseen: `whether there are still ${asked} was not seen`,
  }[outcome];
  return [
    ...found.map((object) => `was there, and was asked to go: ${object}`),
    `${when(at)} ${said}`,
    ...problems,
    'the adapter served before the run and serves others: a run puts none up and removes none (scaleproof uninstall does)',
  ];
}
