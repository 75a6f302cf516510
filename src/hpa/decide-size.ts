import type { Scale } from './cluster.ts';
import { computeReplicasForMetrics } from './compute-metrics.ts';
import { SCALING_DISABLED } from './condition-texts.ts';
import { isScaledToZero, removeCondition } from './conditions.ts';
import { normalize } from './normalize.ts';
import type { HpaSpec } from './spec.ts';
import type { MetricStatus } from './status.ts';
import { type SyncDraft, setConditionNow } from './sync-draft.ts';

/** The size that a sync wants. */
export interface SizeDecision {
  readonly replicas: number;
  readonly rescale: boolean;
  /** As in the event; fixed before windows and limits, so it may name the wrong direction. */
  readonly reason: string;
  readonly statuses: readonly MetricStatus[];
  /** A metric that failed although the others sufficed. */
  readonly metricError: string | undefined;
  /** The HPA itself takes the target to zero, and will bring it back. */
  readonly isToZero: boolean;
}

/** No size could be told. */
export interface NoSize {
  readonly error: string;
  readonly statuses: readonly MetricStatus[];
}

/** From the scale to the wanted size. Go: the middle of `reconcileAutoscaler`. */
export function decideSize(draft: SyncDraft, scale: Scale): SizeDecision | NoSize {
  const { spec } = draft.hpa;
  const { minReplicas, maxReplicas } = spec;
  const current = scale.specReplicas;
  const wasScaledToZero = draft.config.scaleToZero && isScaledToZero(draft.conditions);
  if (current === 0) {
    const isAwake = wasScaledToZero && (minReplicas !== 0 || hasObjectOrExternalMetrics(spec));
    if (!isAwake) return disabled(draft);
  } else if (current > maxReplicas) {
    return jump(draft, current, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
  } else if (current < minReplicas) {
    return jump(draft, current, minReplicas, BELOW_MIN);
  }
  const outcome = computeReplicasForMetrics(draft, scale);
  if (outcome.error !== undefined && outcome.replicas === -1)
    return { error: outcome.error, statuses: outcome.statuses };
  const proposal = Math.max(outcome.replicas, 0);
  let reason = '';
  if (proposal > current) reason = `${outcome.metric} above target`;
  if (proposal < current) reason = 'All metrics below target';
  let replicas = applyNormalization(draft, current, proposal);
  if (current === 0 && minReplicas !== 0 && wasScaledToZero && replicas < minReplicas) {
    replicas = minReplicas;
    if (reason === '') reason = BELOW_MIN;
  }
  return {
    replicas,
    rescale: replicas !== current,
    reason,
    statuses: outcome.statuses,
    metricError: outcome.error,
    isToZero: isToZero(spec, current, replicas),
  };
}

const BELOW_MIN = 'Current number of replicas below Spec.MinReplicas';

/** A target that somebody else has put to zero is left alone. */
function disabled(draft: SyncDraft): SizeDecision {
  setConditionNow(draft, 'ScalingActive', SCALING_DISABLED);
  if (!draft.config.scaleToZero) draft.conditions = removeCondition(draft.conditions, 'ScaledToZero');
  return { replicas: 0, rescale: false, reason: '', statuses: [], metricError: undefined, isToZero: false };
}

/** Outside of [min, max] no metric, window or policy is asked, and nothing is remembered as a recommendation. */
function jump(draft: SyncDraft, current: number, replicas: number, reason: string): SizeDecision {
  return {
    replicas,
    rescale: true,
    reason,
    statuses: [],
    metricError: undefined,
    isToZero: isToZero(draft.hpa.spec, current, replicas),
  };
}

function applyNormalization(draft: SyncDraft, currentReplicas: number, proposal: number): number {
  const { behavior, minReplicas, maxReplicas } = draft.hpa.spec;
  const { downscaleStabilizationMs } = draft.config;
  const normalized = normalize(
    {
      behavior,
      downscaleStabilizationMs,
      minReplicas,
      maxReplicas,
      currentReplicas,
      proposal,
      now: draft.at,
    },
    draft.memory,
  );
  draft.memory = normalized.memory;
  draft.workings.proposal = proposal;
  draft.workings.stabilized = normalized.stabilized;
  setConditionNow(draft, 'AbleToScale', normalized.ableToScale);
  setConditionNow(draft, 'ScalingLimited', normalized.scalingLimited);
  return normalized.replicas;
}

function isToZero(spec: HpaSpec, current: number, replicas: number): boolean {
  return current > 0 && replicas === 0 && spec.minReplicas === 0 && hasObjectOrExternalMetrics(spec);
}

/** Go: `hasObjectOrExternalMetrics`. */
function hasObjectOrExternalMetrics(spec: HpaSpec): boolean {
  return spec.metrics.some((metric) => metric.type === 'Object' || metric.type === 'External');
}
