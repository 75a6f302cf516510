import type { CalculatorContext } from './calculation.ts';
import type { Scale } from './cluster.ts';
import { computeObjectMetric, computePodsMetric } from './compute-custom-metric.ts';
import { computeExternalMetric } from './compute-external-metric.ts';
import { computeResourceMetric } from './compute-resource-metric.ts';
import type { FailedMetric, MetricProposal } from './metric-proposal.ts';
import type { Pod } from './pod.ts';
import { selectPods } from './select-pods.ts';
import type { MetricSpec } from './spec.ts';
import { type MetricStatus, NO_METRIC_STATUS } from './status.ts';
import { type SyncDraft, setConditionNow, warn } from './sync-draft.ts';

/** What all metrics together propose. */
export interface MetricsOutcome {
  /** -1: nothing may be done. */
  readonly replicas: number;
  /** The metric that asked for the most; the first of equals. */
  readonly metric: string;
  readonly statuses: readonly MetricStatus[];
  /** Set when a metric failed, even if the others suffice. */
  readonly error: string | undefined;
}

/**
 * The largest proposal of all metrics. One that fails blocks scaling down, not up; if all fail, nothing moves.
 * Go: `computeReplicasForMetrics`.
 */
export function computeReplicasForMetrics(draft: SyncDraft, scale: Scale): MetricsOutcome {
  const { metrics } = draft.hpa.spec;
  const pods = selectPods(draft, scale.selector);
  if ('error' in pods) return { replicas: -1, metric: '', statuses: [], error: pods.error };
  const statuses: MetricStatus[] = [];
  let failures = 0;
  let firstFailure: FailedMetric | undefined;
  let replicas = 0;
  let metric = '';
  for (let index = 0; index < metrics.length; index++) {
    const proposal = computeReplicasForMetric(draft, metrics[index]!, index, scale, pods);
    if ('error' in proposal) {
      warn(draft, proposal.reason, proposal.error);
      statuses.push(NO_METRIC_STATUS);
      firstFailure ??= proposal;
      failures++;
      continue;
    }
    statuses.push(proposal.status);
    if (replicas === 0 || proposal.calculation.replicas > replicas) {
      replicas = proposal.calculation.replicas;
      metric = proposal.name;
    }
  }
  const error =
    firstFailure &&
    `invalid metrics (${failures} invalid out of ${metrics.length}), first error is: ${firstFailure.wrapped}`;
  const isBlocked = failures >= metrics.length || (failures > 0 && replicas < scale.specReplicas);
  if (isBlocked && firstFailure !== undefined) {
    setConditionNow(draft, 'ScalingActive', {
      status: 'False',
      reason: firstFailure.reason,
      message: `the HPA was unable to compute the replica count: ${firstFailure.error}`,
    });
    return { replicas: -1, metric: '', statuses, error };
  }
  setConditionNow(draft, 'ScalingActive', {
    status: 'True',
    reason: 'ValidMetricFound',
    message: `the HPA was able to successfully calculate a replica count from ${metric}`,
  });
  return { replicas, metric, statuses, error };
}

/** Go: `computeReplicasForMetric`. */
function computeReplicasForMetric(
  draft: SyncDraft,
  spec: MetricSpec,
  index: number,
  scale: Scale,
  pods: readonly Pod[],
): MetricProposal {
  const replicas = { spec: scale.specReplicas, status: scale.statusReplicas };
  // Asked for after the answer has come, so that pods are judged as of then.
  const context = (): CalculatorContext => ({
    pods,
    cpuInitializationPeriodMs: draft.config.cpuInitializationPeriodMs,
    initialReadinessDelayMs: draft.config.initialReadinessDelayMs,
    now: draft.at,
  });
  const proposal = computeByType(draft, spec, index, replicas, context);
  const failed = 'error' in proposal;
  draft.workings.metrics.push({
    name: failed ? proposal.reason : proposal.name,
    replicas: failed ? 0 : proposal.calculation.replicas,
    usage: failed ? 0 : proposal.calculation.usage,
    utilization: failed ? 0 : proposal.calculation.utilization,
    error: failed ? proposal.error : undefined,
  });
  return proposal;
}

function computeByType(
  draft: SyncDraft,
  spec: MetricSpec,
  index: number,
  replicas: { readonly spec: number; readonly status: number },
  context: () => CalculatorContext,
): MetricProposal {
  switch (spec.type) {
    case 'Resource':
    case 'ContainerResource':
      return computeResourceMetric(draft, spec, index, replicas.spec, context);
    case 'Pods':
      return computePodsMetric(draft, spec, index, replicas.spec, context);
    case 'Object':
      return computeObjectMetric(draft, spec, index, replicas, context);
    case 'External':
      return computeExternalMetric(draft, spec, index, replicas, context);
    case 'Unknown': {
      const error = `unknown metric source type ${JSON.stringify(spec.typeName)}`;
      return { reason: 'InvalidMetricSourceType', error, wrapped: error };
    }
  }
}
