import type { Decision } from '../decision.ts';
import type { ControllerMemory } from '../memory.ts';
import { formatMilli } from '../quantity-text.ts';
import type { HpaStatus, MetricStatus } from '../status.ts';

/** What a sync left behind, as the oracle prints it; keys in its order. */
export interface SyncOut {
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly scaleTo?: number;
  readonly scaleAttempts?: number;
  readonly lastScaleMs?: number;
  readonly statusWritten: boolean;
  /** `[type, status, reason, message, lastTransitionMs]` */
  readonly conditions: readonly (readonly [string, string, string, string, number])[];
  readonly currentMetrics: readonly Readonly<Record<string, string | number>>[];
  /** `[type, reason, message]` */
  readonly events?: readonly (readonly [string, string, string])[];
  readonly errors?: readonly string[];
  readonly memory?: unknown;
}

/** The stored status and the deeds of a sync in one row. */
export function outRow(status: HpaStatus, decision: Decision, memory: ControllerMemory | undefined): SyncOut {
  const { scaleTo, scaleAttempts, events, errors } = decision;
  return {
    currentReplicas: status.currentReplicas,
    desiredReplicas: status.desiredReplicas,
    ...(scaleTo === undefined ? {} : { scaleTo }),
    ...(scaleAttempts === 0 ? {} : { scaleAttempts }),
    ...(status.lastScaleTime === undefined ? {} : { lastScaleMs: Math.floor(status.lastScaleTime) }),
    statusWritten: decision.isStatusWritten,
    conditions: status.conditions.map(
      ({ type, status: value, reason, message, lastTransitionTime }) =>
        [type, value, reason, message, Math.floor(lastTransitionTime)] as const,
    ),
    currentMetrics: status.currentMetrics.map(metricRow),
    ...(events.length === 0
      ? {}
      : { events: events.map(({ type, reason, message }) => [type, reason, message] as const) }),
    ...(errors.length === 0 ? {} : { errors }),
    ...(memory === undefined ? {} : { memory: memoryRow(memory) }),
  };
}

/** Keys sorted, as Go prints a map. */
function metricRow(metric: MetricStatus): Readonly<Record<string, string | number>> {
  const { averageUtilization, averageValue, container, name, type, value } = metric;
  const format = name === 'memory' && type.endsWith('Resource') ? 'BinarySI' : 'DecimalSI';
  return {
    ...(averageUtilization === undefined ? {} : { averageUtilization }),
    ...(averageValue === undefined ? {} : { averageValue: formatMilli(averageValue, format) }),
    ...(container === undefined ? {} : { container }),
    ...(type === '' ? {} : { name }),
    type,
    ...(value === undefined ? {} : { value: formatMilli(value) }),
  };
}

function memoryRow(memory: ControllerMemory): unknown {
  const events = (list: ControllerMemory['scaleUpEvents']) =>
    list.map(({ change, at, outdated }) => [change, Math.floor(at), outdated ? 1 : 0]);
  return {
    recommendations: (memory.recommendations ?? []).map(({ replicas, at }) => [replicas, Math.floor(at)]),
    scaleUpEvents: events(memory.scaleUpEvents),
    scaleDownEvents: events(memory.scaleDownEvents),
  };
}
