import { formatDuration } from '../../units/duration.ts';
import type { Instant } from '../../units/instant.ts';
import type { Decision, Reconciled, SyncInput } from '../decision.ts';
import type { ControllerMemory } from '../memory.ts';
import { reconcile } from '../reconcile.ts';
import { tolerancesForHpa } from '../tolerances-for-hpa.ts';
import { explainLimits } from './explain-limits.ts';
import { explainMetric } from './explain-metric.ts';
import { explainWindows } from './explain-windows.ts';

/** A sync with its reasons. */
export interface Explained extends Reconciled {
  /** One sentence a step, with the arithmetic. */
  readonly sentences: readonly string[];
}

/** Does one sync and says why it decides as it does. */
export function explainSync(input: SyncInput, memory: ControllerMemory, now: Instant): Explained {
  const reconciled = reconcile(input, memory, now);
  return { ...reconciled, sentences: sentencesFor(input, memory, reconciled.decision) };
}

function sentencesFor(input: SyncInput, memory: ControllerMemory, decision: Decision): readonly string[] {
  const { spec } = input.hpa;
  const { workings } = decision;
  if (workings.currentReplicas === undefined)
    return [`The size of the target could not be read, so nothing was done: ${firstMessage(decision)}`];
  const range = `${spec.minReplicas} to ${spec.maxReplicas}`;
  const sentences = [`The target has ${replicas(workings.currentReplicas)}; allowed are ${range}.`];
  const tolerances = tolerancesForHpa(spec.behavior, input.config);
  spec.metrics.forEach((metric, index) => {
    const working = workings.metrics[index];
    if (working !== undefined) sentences.push(explainMetric(metric, working, tolerances));
  });
  if (workings.proposal !== undefined) {
    sentences.push(...largestProposal(decision, workings.proposal));
    sentences.push(...explainWindows(input, memory, decision));
    sentences.push(...explainLimits(input, memory, decision));
  }
  return [...sentences, conclusion(input, decision)];
}

/** Worth saying only where several metrics compete. */
function largestProposal({ workings }: Decision, proposal: number): readonly string[] {
  if (workings.metrics.length < 2) return [];
  const failed = workings.metrics.filter(({ error }) => error !== undefined).length;
  const spoilt =
    failed === 0
      ? ''
      : ` ${failed} of ${workings.metrics.length} metrics failed: then the HPA may scale up, not down.`;
  return [`The largest proposal counts: ${proposal}.${spoilt}`];
}

function conclusion({ hpa, config }: SyncInput, decision: Decision): string {
  const { workings, scaleTo, events } = decision;
  const current = workings.currentReplicas ?? 0;
  const failure = events.find(({ reason }) => reason === 'FailedRescale');
  if (failure !== undefined) return `Result: the new size could not be written. ${failure.message}`;
  if (scaleTo !== undefined) {
    const lead = `Result: ${current} -> ${scaleTo}.`;
    return workings.metrics.length === 0
      ? `${lead} ${workings.rescaleReason}: no metric, window or policy is asked.`
      : `${lead} Event: "New size: ${scaleTo}; reason: ${workings.rescaleReason}".`;
  }
  if (workings.proposal !== undefined) return `Result: stays at ${current}.`;
  const reason = decision.status.conditions.find(({ type }) => type === 'ScalingActive');
  if (reason?.reason === 'ScalingDisabled')
    return 'Result: stays at 0. Somebody else has scaled the target to zero, so the HPA leaves it alone.';
  const window = hpa.spec.behavior?.scaleDown.stabilizationWindowSeconds;
  const ms = window === undefined ? config.downscaleStabilizationMs : window * 1000;
  return `Result: stays at ${current}, because no size could be computed. Nothing is remembered meanwhile: the window of ${formatDuration(ms)} goes on ageing.`;
}

function firstMessage({ events }: Decision): string {
  return events[0]?.message ?? 'no event says why';
}

function replicas(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}
