import type { Answer, CalculatorContext } from './calculation.ts';
import type { Int64 } from './int64.ts';
import type { MetricProposal } from './metric-proposal.ts';
import { externalMetricValues } from './metrics-client.ts';
import { externalPerPodReplicas } from './per-pod-replicas.ts';
import { labelSelectorFault, labelSelectorText } from './selector/label-selector.ts';
import type { MetricSpec } from './spec.ts';
import { NO_METRIC_STATUS } from './status.ts';
import type { SyncDraft } from './sync-draft.ts';
import { externalMetricReplicas } from './value-replicas.ts';

type ExternalSpec = Extract<MetricSpec, { type: 'External' }>;

/** One External metric; an average value goes before a value. Go: `computeStatusForExternalMetric`. */
export function computeExternalMetric(
  draft: SyncDraft,
  spec: ExternalSpec,
  index: number,
  replicas: { readonly spec: number; readonly status: number },
  context: () => CalculatorContext,
): MetricProposal {
  const { name, selector } = spec.metric;
  const { averageValue, value } = spec.target;
  const fail = (error: string, prefix = ''): MetricProposal => ({
    reason: 'FailedGetExternalMetric',
    error,
    wrapped: `failed to get ${name} external metric value: ${prefix}${error}`,
  });
  const metricName = `external metric ${name}(${labelSelectorText(selector)})`;
  const status = { ...NO_METRIC_STATUS, type: 'External' as const, name, selector };
  const { tolerances } = draft;
  if (averageValue !== undefined) {
    const question = { statusReplicas: replicas.status, targetAverageUsage: averageValue, tolerances };
    const calculation = externalPerPodReplicas(question, ask(draft, spec, index));
    if (calculation.error !== undefined)
      return fail(calculation.error, `failed to get ${name} external metric: `);
    return { calculation, name: metricName, status: { ...status, averageValue: calculation.usage } };
  }
  if (value !== undefined) {
    const question = { currentReplicas: replicas.spec, targetUsage: value, tolerances };
    const calculation = externalMetricReplicas(question, ask(draft, spec, index), context());
    if (calculation.error !== undefined)
      return fail(calculation.error, `failed to get external metric ${name}: `);
    return { calculation, name: metricName, status: { ...status, value: calculation.usage } };
  }
  return fail('invalid external metric source: neither a value target nor an average value target was set');
}

function ask(draft: SyncDraft, { metric }: ExternalSpec, index: number): Answer<readonly Int64[]> {
  const fault = labelSelectorFault(metric.selector);
  if (fault !== undefined) return { error: fault };
  const answered = draft.cluster.externalMetric(draft.at, metric, index);
  draft.at = answered.at;
  const answer = externalMetricValues(answered);
  if (!('error' in answer)) return answer;
  const where = `${draft.hpa.namespace}/${metric.name}/${labelSelectorText(metric.selector)}`;
  return { error: `unable to get external metric ${where}: ${answer.error}` };
}
