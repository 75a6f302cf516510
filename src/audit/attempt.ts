import type { Reconciled, SyncInput } from '../hpa/decision.ts';
import { explainSync } from '../hpa/explain/explain-sync.ts';
import type { ControllerMemory } from '../hpa/memory.ts';
import { milliValue, parseQuantity } from '../hpa/quantity.ts';
import { clusterOf, type MetricReading } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import type { HpaSpec, MetricSpec } from '../hpa/spec.ts';
import type { HpaStatus } from '../hpa/status.ts';
import type { HpaObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { type AuditedHpa, isRead } from './audited-hpa.ts';
import { AUDITED_SELECTOR, type PodsThen } from './pod-history.ts';
import { isResourceShown, resourceReadingOf } from './resource-read.ts';
import type { SeenRead } from './seen-sync.ts';
import type { SpecThen } from './spec-history.ts';

/** What the controller has from its earlier syncs: its memory, and the HPA as it last wrote it. */
export interface ControllerState {
  readonly memory: ControllerMemory;
  readonly status: HpaStatus;
  /** What tells that the controller restarted on the way here; absent where it is taken not to have. */
  readonly restarted?: string;
}

/** One way to recompute a sync. */
export interface Attempt {
  readonly input: SyncInput;
  readonly now: Instant;
  readonly before: ControllerState;
  readonly reconciled: Reconciled;
  readonly pods: PodsThen;
  readonly read: SeenRead;
  /** The status that it is held against. */
  readonly after: HpaObservation;
}

/** What may be taken one way or the other. */
export interface Assumed {
  readonly after: HpaObservation;
  readonly pods: PodsThen;
  readonly spec: SpecThen;
  /** How much later than the answer windows and periods are looked at, milliseconds. */
  readonly shiftMs: number;
}

/** Recomputes one sync from what was read and what the controller remembers. */
export function attempt(hpa: AuditedHpa, before: ControllerState, read: SeenRead, assumed: Assumed): Attempt {
  const { after, pods, shiftMs } = assumed;
  const whole = hpa.isSpecKnown ? assumed.spec.spec : withBounds(assumed.spec.spec, after);
  const spec = withReadMetrics(whole, read);
  const now = read.answeredAt + shiftMs;
  const error = updateError(after);
  const input: SyncInput = {
    hpa: {
      namespace: hpa.namespace,
      name: hpa.name,
      spec,
      status: before.status,
    },
    config: hpa.config,
    cluster: clusterOf({
      pods: pods.pods,
      // The status says which size the controller has read: the one before its own rescale.
      scale: {
        specReplicas: after.current,
        statusReplicas: after.current,
        selector: AUDITED_SELECTOR,
      },
      metrics: spec.metrics.map((metric) => readingOf(hpa, metric, read)),
      ...(error === undefined ? {} : { updateScaleError: error }),
    }),
  };
  const reconciled = reconcile(input, before.memory, now);
  return { input, now, before, reconciled, pods, read, after };
}

/** Whether the status that was seen is what the recomputation wants to be written, word for word but for times. */
export function fits({ reconciled, input, after }: Attempt): boolean {
  const { status } = reconciled.decision;
  return (
    status.desiredReplicas === after.desired &&
    status.currentReplicas === after.current &&
    status.conditions.length === after.conditions.length &&
    shownValue(status) === (after.metrics[0]?.value ?? null) &&
    isResourceShown(status, input.hpa.spec, after) &&
    after.conditions.every((seen) => {
      const own = status.conditions.find(({ type }) => type === seen.type);
      return own !== undefined && own.status === seen.status && own.reason === seen.reason;
    })
  );
}

/** The sentences of an attempt, a step each. */
export function sentencesOf({ input, before, now }: Attempt): readonly string[] {
  return explainSync(input, before.memory, now).sentences;
}

/** What the controller has after an attempt; a shift of time is for windows only and is not remembered. */
export function stateAfter({ reconciled, now, before }: Attempt, answeredAt: Instant): ControllerState {
  const { memory, decision } = reconciled;
  const unshift = <T extends { readonly at: Instant }>(list: readonly T[]): readonly T[] =>
    now === answeredAt ? list : list.map((one) => (one.at === now ? { ...one, at: answeredAt } : one));
  return {
    ...before,
    status: decision.status,
    memory: {
      recommendations: memory.recommendations && unshift(memory.recommendations),
      scaleUpEvents: unshift(memory.scaleUpEvents),
      scaleDownEvents: unshift(memory.scaleDownEvents),
    },
  };
}

/** The average that a status shows, in units of the metric; `null` where it shows none. */
export function shownValue({ currentMetrics }: HpaStatus): number | null {
  const average = currentMetrics[0]?.averageValue;
  return average === undefined ? null : Number(average) / 1000;
}

function readingOf(hpa: AuditedHpa, metric: MetricSpec, read: SeenRead): MetricReading {
  const { status, items, detail, resource } = read;
  if (metric.type === 'Resource' && isRead(hpa, metric) && resource !== undefined)
    return resourceReadingOf(resource);
  if (metric.type !== 'Pods' || !isRead(hpa, metric))
    return { error: 'what was read of this metric is not on record' };
  if (status !== 200) return { error: detail ?? `status ${status}` };
  return {
    pods: items.flatMap(({ pod, value, timestamp }) => {
      const quantity = parseQuantity(value);
      return quantity === undefined ? [] : [{ pod, timestamp, value: milliValue(quantity) }];
    }),
  };
}

/** Where reads are guessed nobody knows of a resource: it is taken to have proposed no more than the metric of the pods. */
function withReadMetrics(spec: HpaSpec, { guesses }: SeenRead): HpaSpec {
  if (guesses === undefined || spec.metrics.length === 1) return spec;
  return { ...spec, metrics: spec.metrics.filter(({ type }) => type !== 'Resource') };
}

/** Bounds and targets as the HPA object had them; its behavior is on record only as the run applied it. */
function withBounds(spec: HpaSpec, { min, max, metrics }: HpaObservation): HpaSpec {
  const withTarget = (metric: MetricSpec): MetricSpec => {
    const seen = metric.type === 'Resource' ? metrics.find(({ name }) => name === metric.name) : metrics[0];
    if (seen === undefined || (metric.type !== 'Pods' && metric.type !== 'Resource')) return metric;
    const isUtilization = metric.target.averageUtilization !== undefined;
    const target = isUtilization
      ? { ...metric.target, averageUtilization: seen.target }
      : { ...metric.target, averageValue: Math.round(seen.target * 1000) };
    return { ...metric, target };
  };
  return { ...spec, minReplicas: min, maxReplicas: max, metrics: spec.metrics.map(withTarget) };
}

function updateError({ conditions }: HpaObservation): string | undefined {
  const able = conditions.find(({ type }) => type === 'AbleToScale');
  return able?.reason === 'FailedUpdateScale' ? able.message : undefined;
}
