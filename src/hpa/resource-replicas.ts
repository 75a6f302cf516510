import { calculateRequests } from './calculate-requests.ts';
import {
  type Answer,
  type Calculation,
  type CalculatorContext,
  failedCalculation,
  NO_SAMPLES_LEFT,
  podListFault,
} from './calculation.ts';
import { groupPods, type PodGroups, removeSamplesOf } from './group-pods.ts';
import { divide, type Int64, int32OfFloat, multiply } from './int64.ts';
import { plainMetricReplicas } from './plain-replicas.ts';
import type { PodSamples } from './pod.ts';
import { assumedSample, proposalAfterFilling } from './proposal.ts';
import { isWithin, type Tolerances } from './tolerances.ts';
import { resourceUtilizationRatio } from './usage-ratio.ts';

/** What both resource calculations are asked. */
export interface ResourceQuestion {
  readonly currentReplicas: number;
  readonly resource: string;
  /** Empty: the whole pod. */
  readonly container: string;
  readonly tolerances: Tolerances;
}

/** Replicas for a target utilization in percent of the requests. Go: `ReplicaCalculator.GetResourceReplicas`. */
export function resourceReplicas(
  question: ResourceQuestion & { readonly targetUtilization: number },
  answer: Answer<PodSamples>,
  context: CalculatorContext,
): Calculation {
  const { currentReplicas, targetUtilization, resource, container, tolerances } = question;
  if ('error' in answer)
    return failedCalculation(`unable to get metrics for resource ${resource}: ${answer.error}`);
  const fault = podListFault(context);
  if (fault !== undefined) return failedCalculation(fault);
  const groups = groupPods(context.pods, answer.value, resource, context);
  const samples = removeSamplesOf(answer.value, groups.ignored, groups.unready);
  if (samples.size === 0) return failedCalculation(NO_SAMPLES_LEFT);
  const requests = calculateRequests(context.pods, container, resource);
  if ('error' in requests) return failedCalculation(requests.error);
  const first = resourceUtilizationRatio(samples, requests, targetUtilization);
  if (first === undefined) return failedCalculation(NO_KNOWN_PODS);
  const { timestamp } = answer;
  const propose = (replicas: number): Calculation => ({
    replicas,
    utilization: first.utilization,
    usage: first.average,
    timestamp,
    error: undefined,
  });
  const scaleUpWithUnready = groups.unready.length > 0 && first.ratio > 1;
  if (!scaleUpWithUnready && groups.missing.length === 0) {
    if (isWithin(tolerances, first.ratio)) return propose(currentReplicas);
    return propose(int32OfFloat(Math.ceil(first.ratio * groups.readyPodCount)));
  }
  const filled = fillIn(samples, groups, first.ratio, requests, targetUtilization);
  const second = resourceUtilizationRatio(filled, requests, targetUtilization);
  if (second === undefined) return { ...propose(0), timestamp: undefined, error: NO_KNOWN_PODS };
  return propose(proposalAfterFilling(currentReplicas, tolerances, first.ratio, second.ratio, filled.size));
}

/** Replicas for a target in milli-units per pod. Go: `ReplicaCalculator.GetRawResourceReplicas`. */
export function rawResourceReplicas(
  question: ResourceQuestion & { readonly targetUsage: Int64 },
  answer: Answer<PodSamples>,
  context: CalculatorContext,
): Calculation {
  if ('error' in answer)
    return failedCalculation(`unable to get metrics for resource ${question.resource}: ${answer.error}`);
  return plainMetricReplicas(question, answer, context);
}

const NO_KNOWN_PODS = 'no metrics returned matched known pods';

/** Missing pods count as full on the way down and as idle on the way up; unready ones as idle on the way up. */
function fillIn(
  samples: PodSamples,
  groups: PodGroups,
  ratio: number,
  requests: ReadonlyMap<string, Int64>,
  targetUtilization: number,
): PodSamples {
  const filled = new Map(samples);
  if (ratio < 1) {
    const fallback = Math.max(100, targetUtilization);
    for (const name of groups.missing)
      filled.set(name, assumedSample(divide(multiply(requests.get(name) ?? 0, fallback), 100)));
  } else if (ratio > 1) {
    for (const name of groups.missing) filled.set(name, assumedSample(0));
    for (const name of groups.unready) filled.set(name, assumedSample(0));
  }
  return filled;
}
