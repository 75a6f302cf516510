import {
  type Answer,
  type Calculation,
  type CalculatorContext,
  failedCalculation,
  NO_SAMPLES_LEFT,
  podListFault,
} from './calculation.ts';
import { groupPods, type PodGroups, removeSamplesOf } from './group-pods.ts';
import { type Int64, int32OfFloat } from './int64.ts';
import type { PodSamples } from './pod.ts';
import { assumedSample, proposalAfterFilling } from './proposal.ts';
import { isWithin, type Tolerances } from './tolerances.ts';
import { metricUsageRatio } from './usage-ratio.ts';

/** What the plain calculation is asked; `resource` is empty for Pods metrics, so that no cpu rule applies. */
export interface PlainQuestion {
  readonly currentReplicas: number;
  readonly targetUsage: Int64;
  readonly resource: string;
  readonly tolerances: Tolerances;
}

/** Replicas for a Pods metric with an average value per pod. Go: `ReplicaCalculator.GetMetricReplicas`. */
export function podsMetricReplicas(
  question: Omit<PlainQuestion, 'resource'> & { readonly metricName: string },
  answer: Answer<PodSamples>,
  context: CalculatorContext,
): Calculation {
  if ('error' in answer)
    return failedCalculation(`unable to get metric ${question.metricName}: ${answer.error}`);
  const { currentReplicas, targetUsage, tolerances } = question;
  return plainMetricReplicas({ currentReplicas, targetUsage, tolerances, resource: '' }, answer, context);
}

/** Replicas for any plain value per pod; the sum runs over all samples left, known pod or not. Go: `calcPlainMetricReplicas`. */
export function plainMetricReplicas(
  question: PlainQuestion,
  answer: { readonly value: PodSamples; readonly timestamp: number | undefined },
  context: CalculatorContext,
): Calculation {
  const { currentReplicas, targetUsage, tolerances } = question;
  const { timestamp } = answer;
  const fault = podListFault(context);
  if (fault !== undefined) return failedCalculation(fault, timestamp);
  const groups = groupPods(context.pods, answer.value, question.resource, context);
  const samples = removeSamplesOf(answer.value, groups.ignored, groups.unready);
  if (samples.size === 0) return failedCalculation(NO_SAMPLES_LEFT, timestamp);
  const { ratio, usage } = metricUsageRatio(samples, targetUsage);
  const propose = (replicas: number): Calculation => ({
    replicas,
    utilization: 0,
    usage,
    timestamp,
    error: undefined,
  });
  const scaleUpWithUnready = groups.unready.length > 0 && ratio > 1;
  if (!scaleUpWithUnready && groups.missing.length === 0) {
    if (isWithin(tolerances, ratio)) return propose(currentReplicas);
    return propose(int32OfFloat(Math.ceil(ratio * groups.readyPodCount)));
  }
  const filled = fillIn(samples, groups, ratio, targetUsage);
  const filledRatio = metricUsageRatio(filled, targetUsage).ratio;
  return propose(proposalAfterFilling(currentReplicas, tolerances, ratio, filledRatio, filled.size));
}

/** Missing pods count as exactly on target on the way down and as idle on the way up; unready ones as idle on the way up. */
function fillIn(samples: PodSamples, groups: PodGroups, ratio: number, targetUsage: Int64): PodSamples {
  const filled = new Map(samples);
  if (ratio < 1) for (const name of groups.missing) filled.set(name, assumedSample(targetUsage));
  if (ratio > 1) {
    for (const name of groups.missing) filled.set(name, assumedSample(0));
    for (const name of groups.unready) filled.set(name, assumedSample(0));
  }
  return filled;
}
