import type { CalculatorContext } from './calculation.ts';
import type { MetricProposal } from './metric-proposal.ts';
import { resourceSamples } from './metrics-client.ts';
import { rawResourceReplicas, resourceReplicas } from './resource-replicas.ts';
import type { MetricSpec } from './spec.ts';
import { NO_METRIC_STATUS } from './status.ts';
import type { SyncDraft } from './sync-draft.ts';

type ResourceSpec = Extract<MetricSpec, { type: 'Resource' | 'ContainerResource' }>;

/**
 * One Resource or ContainerResource metric. Go: `computeStatusForResourceMetric`,
 * `computeStatusForContainerResourceMetric`, `computeStatusForResourceMetricGeneric`.
 */
export function computeResourceMetric(
  draft: SyncDraft,
  spec: ResourceSpec,
  index: number,
  specReplicas: number,
  context: () => CalculatorContext,
): MetricProposal {
  const { name: resource, target } = spec;
  const container = spec.type === 'ContainerResource' ? spec.container : undefined;
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  const fail = (error: string): MetricProposal => ({
    reason,
    error,
    wrapped: `failed to get ${container === undefined ? `${resource} resource` : `${container} container`} metric value: ${error}`,
  });
  const { averageValue, averageUtilization } = target;
  if (averageValue === undefined && averageUtilization === undefined) return fail(NO_TARGET);
  const answer = draft.cluster.resourceMetrics(draft.at, index);
  draft.at = answer.at;
  const samples = resourceSamples(answer, resource, container ?? '');
  const { tolerances } = draft;
  const question = { currentReplicas: specReplicas, resource, container: container ?? '', tolerances };
  const status = { ...NO_METRIC_STATUS, type: spec.type, name: resource, container };
  if (averageValue !== undefined) {
    const calculation = rawResourceReplicas({ ...question, targetUsage: averageValue }, samples, context());
    if (calculation.error !== undefined) return fail(`failed to get ${resource} usage: ${calculation.error}`);
    return {
      calculation,
      name: `${resource} resource`,
      status: { ...status, averageValue: calculation.usage },
    };
  }
  const targetUtilization = averageUtilization ?? 0;
  const calculation = resourceReplicas({ ...question, targetUtilization }, samples, context());
  if (calculation.error !== undefined)
    return fail(`failed to get ${resource} utilization: ${calculation.error}`);
  return {
    calculation,
    name: `${resource} ${container === undefined ? '' : 'container '}resource utilization (percentage of request)`,
    status: {
      ...status,
      averageUtilization: calculation.utilization,
      averageValue: calculation.usage,
    },
  };
}

const NO_TARGET =
  'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set';
