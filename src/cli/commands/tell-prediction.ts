import type { Host } from '../../host/host.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { resolveTiming } from '../../plan/timing.ts';
import { describeComparison, describePrediction } from '../../report/prediction-text.ts';
import type { Judged } from '../../run/judge-record.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { predictRun } from '../../target/predict.ts';
import { compareRun, type Prediction } from '../../twin/prediction.ts';

/**
 * Says what the twin expects of a run, before anything is built for it. The twin knows the HPA and the device time of
 * an image from the scenario alone: of a run on objects that exist already, or on an image of which that is not
 * said, it expects nothing.
 */
export function tellPrediction(host: Pick<Host, 'stderr'>, scenario: Scenario): Prediction | undefined {
  const isKnown = scenario.target === 'lab' || scenario.workload.env.KERNEL_MS !== undefined;
  if (scenario.target === 'twin' || scenario.existing !== undefined || !isKnown) return undefined;
  const prediction = predictRun(makePlan(scenario, resolveTiming(scenario), scenario.seed));
  host.stderr.write(describePrediction(prediction));
  return prediction;
}

/** Puts the prediction beside what was measured. */
export function tellComparison(host: Pick<Host, 'stderr'>, prediction: Prediction, judged: Judged): void {
  const { minReplicas } = judged.header.plan.scenario.hpa;
  host.stderr.write(`\n${describeComparison(compareRun(prediction, judged.timeline, minReplicas))}`);
}
