import {
  type Answer,
  type Calculation,
  type CalculatorContext,
  failedCalculation,
  podListFault,
} from './calculation.ts';
import { add, float, type Int64, int32OfFloat, MAX_INT32, MAX_INT64, subtract } from './int64.ts';
import { isWithin, type Tolerances } from './tolerances.ts';

/** What a metric with target type Value is asked. */
export interface ValueQuestion {
  readonly currentReplicas: number;
  readonly targetUsage: Int64;
  readonly tolerances: Tolerances;
}

/** Replicas for an Object metric with target type Value; `answer` errors come complete. Go: `GetObjectMetricReplicas`. */
export function objectMetricReplicas(
  question: ValueQuestion,
  answer: Answer<Int64>,
  context: CalculatorContext,
): Calculation {
  if ('error' in answer) return failedCalculation(answer.error);
  return valueReplicas(question, answer.value, context);
}

/** Replicas for an External metric with target type Value: the sum of all series. Go: `GetExternalMetricReplicas`. */
export function externalMetricReplicas(
  question: ValueQuestion,
  answer: Answer<readonly Int64[]>,
  context: CalculatorContext,
): Calculation {
  if ('error' in answer) return failedCalculation(answer.error);
  let usage: Int64 = 0;
  for (const value of answer.value) {
    // Capped, so that a positive sum does not wrap.
    if (value > 0 && usage > subtract(MAX_INT64, value)) {
      usage = MAX_INT64;
      break;
    }
    usage = add(usage, value);
  }
  return valueReplicas(question, usage, context);
}

function valueReplicas(question: ValueQuestion, usage: Int64, context: CalculatorContext): Calculation {
  const ratio = float(usage) / float(question.targetUsage);
  const replicas = usageRatioReplicaCount(question, ratio, context);
  // Upstream drops the timestamp here, and keeps the usage beside an error.
  return typeof replicas === 'number'
    ? { replicas, utilization: 0, usage, timestamp: undefined, error: undefined }
    : { ...failedCalculation(replicas.error), usage };
}

/**
 * The ratio times the pods that are Running and Ready now, not times the current size; at zero replicas the ratio alone,
 * without tolerance. Go: `getUsageRatioReplicaCount`.
 */
function usageRatioReplicaCount(
  question: ValueQuestion,
  ratio: number,
  context: CalculatorContext,
): number | { readonly error: string } {
  if (question.currentReplicas === 0) return int32OfFloat(Math.ceil(ratio));
  if (isWithin(question.tolerances, ratio)) return question.currentReplicas;
  const fault = podListFault(context);
  if (fault !== undefined) return { error: `unable to calculate ready pods: ${fault}` };
  const replicas = ratio * readyPodsCount(context);
  return replicas > MAX_INT32 ? MAX_INT32 : int32OfFloat(Math.ceil(replicas));
}

/** Go: `getReadyPodsCount`; a pod that is being deleted still counts. */
function readyPodsCount(context: CalculatorContext): number {
  let count = 0;
  for (const pod of context.pods) if (pod.phase === 'Running' && pod.ready?.status === 'True') count++;
  return count;
}
