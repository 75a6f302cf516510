import { type Answer, type Calculation, failedCalculation } from './calculation.ts';
import { add, float, type Int64, int32OfFloat, int64OfFloat, MAX_INT32, MAX_INT64 } from './int64.ts';
import { isWithin, type Tolerances } from './tolerances.ts';

/** What an Object or External metric with target type AverageValue is asked. */
export interface PerPodQuestion {
  /** scale.status.replicas, not spec.replicas. */
  readonly statusReplicas: number;
  readonly targetAverageUsage: Int64;
  readonly tolerances: Tolerances;
}

/** Replicas for an Object metric with target type AverageValue. Go: `GetObjectPerPodMetricReplicas`. */
export function objectPerPodReplicas(question: PerPodQuestion, answer: Answer<Int64>): Calculation {
  if ('error' in answer) return failedCalculation(answer.error);
  const { statusReplicas } = question;
  const usage = answer.value;
  let replicas = statusReplicas;
  if (!isOnTarget(question, usage))
    // Not capped, unlike External: a huge value gives -2147483648 on amd64.
    replicas = int32OfFloat(Math.ceil(float(usage) / float(question.targetAverageUsage)));
  return {
    replicas,
    utilization: 0,
    usage: int64OfFloat(Math.ceil(float(usage) / statusReplicas)),
    timestamp: answer.timestamp,
    error: undefined,
  };
}

/** Replicas for an External metric with target type AverageValue. Go: `GetExternalPerPodMetricReplicas`. */
export function externalPerPodReplicas(
  question: PerPodQuestion,
  answer: Answer<readonly Int64[]>,
): Calculation {
  if ('error' in answer) return failedCalculation(answer.error);
  const { statusReplicas } = question;
  const usage = sumTakingNegativeForOverflow(answer.value);
  let replicas = statusReplicas;
  if (!isOnTarget(question, usage)) {
    const proposal = Math.ceil(float(usage) / float(question.targetAverageUsage));
    replicas = proposal > MAX_INT32 ? MAX_INT32 : int32OfFloat(proposal);
  }
  const overflows = float(usage) >= float(MAX_INT64);
  return {
    replicas,
    utilization: 0,
    usage: overflows ? MAX_INT64 : int64OfFloat(Math.ceil(float(usage) / statusReplicas)),
    timestamp: answer.timestamp,
    error: undefined,
  };
}

function isOnTarget(question: PerPodQuestion, usage: Int64): boolean {
  const ratio = float(usage) / (float(question.targetAverageUsage) * question.statusReplicas);
  return isWithin(question.tolerances, ratio);
}

/** A running sum below zero can only be an overflow, thinks upstream; so a negative metric asks for everything. */
function sumTakingNegativeForOverflow(values: readonly Int64[]): Int64 {
  let usage: Int64 = 0;
  for (const value of values) {
    usage = add(usage, value);
    if (usage < 0) return MAX_INT64;
  }
  return usage;
}
