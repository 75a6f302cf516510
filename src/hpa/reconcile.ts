import type { Instant } from '../units/instant.ts';
import {
  failedUpdateScale,
  NOT_SCALED_TO_ZERO,
  SCALED_TO_ZERO,
  SUCCEEDED_GET_SCALE,
  succeededRescale,
} from './condition-texts.ts';
import { removeCondition } from './conditions.ts';
import { decideSize, type SizeDecision } from './decide-size.ts';
import type { Reconciled, SyncInput } from './decision.ts';
import { type ControllerMemory, withInitialRecommendation } from './memory.ts';
import { readScale } from './read-scale.ts';
import { targetText, writeScale } from './rescale.ts';
import { storeScaleEvent } from './scale-events.ts';
import type { HpaStatus } from './status.ts';
import { type SyncDraft, setConditionNow, warn } from './sync-draft.ts';
import { tolerancesForHpa } from './tolerances-for-hpa.ts';
import { updateStatusIfNeeded, updateStatusOrLog, withNewConditions } from './write-status.ts';

/**
 * One sync of one HPA, from reading the scale to writing the status; `now` is when it starts.
 * A pure function: the same input, memory and time give the same decision. Go: `reconcileAutoscaler`.
 */
export function reconcile(input: SyncInput, memory: ControllerMemory, now: Instant): Reconciled {
  const draft = openDraft(input, memory, now);
  const error = reconcileDraft(draft);
  if (error !== undefined) draft.errors.push(error);
  const { status, isStatusWritten, scaleTo, scaleAttempts, events, errors, workings } = draft;
  return {
    decision: {
      status,
      isStatusWritten,
      scaleTo,
      scaleAttempts,
      events,
      errors,
      workings,
      endedAt: draft.at,
    },
    memory: draft.memory,
  };
}

function openDraft({ hpa, config, cluster }: SyncInput, memory: ControllerMemory, now: Instant): SyncDraft {
  return {
    hpa,
    config,
    cluster,
    tolerances: tolerancesForHpa(hpa.spec.behavior, config),
    events: [],
    errors: [],
    workings: {
      currentReplicas: undefined,
      metrics: [],
      proposal: undefined,
      stabilized: undefined,
      rescaleReason: '',
    },
    at: now,
    memory,
    conditions: hpa.status.conditions,
    status: hpa.status,
    isStatusWritten: false,
    scaleTo: undefined,
    scaleAttempts: 0,
  };
}

/** The error that the sync ends with, if any. */
function reconcileDraft(draft: SyncDraft): string | undefined {
  const scale = readScale(draft);
  if ('error' in scale) return scale.error;
  setConditionNow(draft, 'AbleToScale', SUCCEEDED_GET_SCALE);
  const currentReplicas = scale.specReplicas;
  draft.workings.currentReplicas = currentReplicas;
  draft.memory = withInitialRecommendation(draft.memory, currentReplicas, draft.at);
  const decided = decideSize(draft, scale);
  if ('error' in decided) {
    updateStatusOrLog(draft, keepingDesired(draft, currentReplicas, decided.statuses));
    warn(draft, 'FailedComputeMetricsReplicas', decided.error);
    return `failed to compute desired number of replicas based on listed metrics for ${targetText(draft)}: ${decided.error}`;
  }
  draft.workings.rescaleReason = decided.reason;
  if (decided.rescale) {
    const error = rescale(draft, currentReplicas, decided);
    if (error !== undefined) {
      updateStatusOrLog(draft, keepingDesired(draft, currentReplicas, decided.statuses));
      return `failed to rescale ${targetText(draft)}: ${error}`;
    }
  }
  const status: HpaStatus = {
    currentReplicas,
    desiredReplicas: decided.rescale ? decided.replicas : currentReplicas,
    lastScaleTime: decided.rescale ? draft.at : draft.hpa.status.lastScaleTime,
    currentMetrics: decided.statuses,
    conditions: draft.conditions,
  };
  return updateStatusIfNeeded(draft, status) ?? decided.metricError;
}

/** Go: `setCurrentReplicasAndMetricsInStatus`. */
function keepingDesired(
  draft: SyncDraft,
  currentReplicas: number,
  currentMetrics: HpaStatus['currentMetrics'],
): HpaStatus {
  return { ...withNewConditions(draft), currentReplicas, currentMetrics };
}

/** Writes the size and remembers it, or answers the error. */
function rescale(draft: SyncDraft, currentReplicas: number, decided: SizeDecision): string | undefined {
  const { replicas, reason } = decided;
  const error = writeScale(draft, replicas);
  if (error !== undefined) {
    warn(draft, 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error}`);
    setConditionNow(draft, 'AbleToScale', failedUpdateScale(error));
    return error;
  }
  setConditionNow(draft, 'AbleToScale', succeededRescale(replicas));
  draft.events.push({
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: `New size: ${replicas}; reason: ${reason}`,
  });
  const { behavior } = draft.hpa.spec;
  draft.memory = storeScaleEvent(draft.memory, behavior, currentReplicas, replicas, draft.at);
  if (draft.config.scaleToZero)
    setConditionNow(draft, 'ScaledToZero', decided.isToZero ? SCALED_TO_ZERO : NOT_SCALED_TO_ZERO);
  else draft.conditions = removeCondition(draft.conditions, 'ScaledToZero');
  return undefined;
}
