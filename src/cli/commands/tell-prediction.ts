import type { Host } from '../../host/host.ts';
import { profileOf } from '../../metric/catalogue.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { resolveTiming } from '../../plan/timing.ts';
import { describeComparison, describePrediction } from '../../report/prediction-text.ts';
import type { Judged } from '../../run/judge-record.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { predictRun } from '../../target/predict.ts';
import { compareRun, type Prediction } from '../../twin/prediction.ts';

/**
 * Says what the twin expects of a run, before anything is built for it. The twin knows the HPA and the device time of
 * an image from the scenario alone: of a run on objects that exist already, on an image of which that is not
 * said, on GPUs that pods share, or of a very long one, it says nothing.
 */
export function tellPrediction(host: Pick<Host, 'stderr'>, scenario: Scenario): Prediction | undefined {
  const isKnown = scenario.target === 'lab' || scenario.workload.env.KERNEL_MS !== undefined;
  const isShared = profileOf(scenario.hpa.metric.profile).sharedBy > 1;
  if (scenario.target === 'twin' || scenario.existing !== undefined || !isKnown || isShared) return undefined;
  const prediction = predictRun(makePlan(scenario, resolveTiming(scenario), scenario.seed));
  if (prediction !== undefined) host.stderr.write(describePrediction(prediction));
  return prediction;
}

/** Puts the prediction beside what was measured. */
export function tellComparison(host: Pick<Host, 'stderr'>, prediction: Prediction, judged: Judged): void {
  const { minReplicas } = judged.header.plan.scenario.hpa;
  host.stderr.write(`\n${describeComparison(compareRun(prediction, judged.timeline, minReplicas))}`);
}
