import type { CalculatorContext } from './calculation.ts';
import type { MetricProposal } from './metric-proposal.ts';
import { objectMetricValue, podsMetricSamples } from './metrics-client.ts';
import { objectPerPodReplicas } from './per-pod-replicas.ts';
import { podsMetricReplicas } from './plain-replicas.ts';
import { labelSelectorFault, labelSelectorText } from './selector/label-selector.ts';
import type { MetricSpec } from './spec.ts';
import { NO_METRIC_STATUS } from './status.ts';
import type { SyncDraft } from './sync-draft.ts';
import { objectMetricReplicas } from './value-replicas.ts';

/** One Pods metric. Go: `computeStatusForPodsMetric`. */
export function computePodsMetric(
  draft: SyncDraft,
  spec: Extract<MetricSpec, { type: 'Pods' }>,
  index: number,
  specReplicas: number,
  context: () => CalculatorContext,
): MetricProposal {
  const { metric, target } = spec;
  const fail = (error: string): MetricProposal => ({
    reason: 'FailedGetPodsMetric',
    error,
    wrapped: `failed to get pods metric value: ${error}`,
  });
  const fault = labelSelectorFault(metric.selector);
  if (fault !== undefined) return fail(fault);
  const answer = draft.cluster.podsMetric(draft.at, metric, index);
  draft.at = answer.at;
  const calculation = podsMetricReplicas(
    {
      currentReplicas: specReplicas,
      targetUsage: target.averageValue ?? 0,
      metricName: metric.name,
      tolerances: draft.tolerances,
    },
    podsMetricSamples(answer),
    context(),
  );
  if (calculation.error !== undefined) return fail(calculation.error);
  const { name, selector } = metric;
  return {
    calculation,
    name: `pods metric ${name}`,
    status: { ...NO_METRIC_STATUS, type: 'Pods', name, selector, averageValue: calculation.usage },
  };
}

/** One Object metric; which calculation depends on the target's type. Go: `computeStatusForObjectMetric`. */
export function computeObjectMetric(
  draft: SyncDraft,
  spec: Extract<MetricSpec, { type: 'Object' }>,
  index: number,
  replicas: { readonly spec: number; readonly status: number },
  context: () => CalculatorContext,
): MetricProposal {
  const { metric, target, describedObject } = spec;
  const { name, selector } = metric;
  const fail = (error: string, prefix = ''): MetricProposal => ({
    reason: 'FailedGetObjectMetric',
    error,
    wrapped: `failed to get object metric value: ${prefix}${error}`,
  });
  const fault = labelSelectorFault(selector);
  if (fault !== undefined) return fail(fault);
  const isValue = target.type === 'Value' && target.value !== undefined;
  if (!isValue && !(target.type === 'AverageValue' && target.averageValue !== undefined))
    return fail('invalid object metric source: neither a value target nor an average value target was set');
  const answered = draft.cluster.objectMetric(draft.at, metric, index, describedObject);
  draft.at = answered.at;
  const answer = objectMetricValue(answered);
  if ('error' in answer) {
    // Upstream passes its arguments in this order, so the sentence reads oddly.
    const where = `${describedObject.kind} on ${draft.hpa.namespace} ${describedObject.name}`;
    const error = `unable to get metric ${name}: ${where}/${answer.error}`;
    return fail(error, isValue ? '' : `failed to get ${name} object metric: `);
  }
  const status = { ...NO_METRIC_STATUS, type: 'Object' as const, name, selector, describedObject };
  const { tolerances } = draft;
  if (isValue) {
    const question = { currentReplicas: replicas.spec, targetUsage: target.value ?? 0, tolerances };
    const calculation = objectMetricReplicas(question, answer, context());
    if (calculation.error !== undefined) return fail(calculation.error);
    return {
      calculation,
      name: `${describedObject.kind} metric ${name}`,
      status: { ...status, value: calculation.usage },
    };
  }
  const targetAverageUsage = target.averageValue ?? 0;
  const question = { statusReplicas: replicas.status, targetAverageUsage, tolerances };
  const calculation = objectPerPodReplicas(question, answer);
  return {
    calculation,
    name: `external metric ${name}(${labelSelectorText(selector)})`,
    status: { ...status, averageValue: calculation.usage },
  };
}
