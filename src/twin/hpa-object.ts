import { createHash } from 'node:crypto';
import type { Hpa } from '../hpa/decision.ts';
import { float, type Int64 } from '../hpa/int64.ts';
import type { HpaSpec, MetricSpec } from '../hpa/spec.ts';
import type { HpaStatus } from '../hpa/status.ts';
import type { HpaMetric, HpaObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** Changes when and only when the spec does. */
export function specVersionOf(spec: HpaSpec): string {
  return createHash('sha256').update(JSON.stringify(spec, exact)).digest('hex').slice(0, 12);
}

/** The object as a watch shows it. */
export function observeHpa(hpa: Hpa, specVersion: string, at: Instant): HpaObservation {
  const { spec, status } = hpa;
  return {
    kind: 'hpa',
    at,
    desired: status.desiredReplicas,
    current: status.currentReplicas,
    min: spec.minReplicas,
    max: spec.maxReplicas,
    metrics: spec.metrics.map((metric) => metricOf(metric, status)),
    conditions: status.conditions.map(({ type, status, reason, message }) => ({
      type,
      status,
      reason,
      message,
    })),
    specVersion,
  };
}

function metricOf(metric: MetricSpec, { currentMetrics }: HpaStatus): HpaMetric {
  if (metric.type === 'Unknown') return { name: metric.typeName, value: null, target: 0 };
  const name = 'metric' in metric ? metric.metric.name : metric.name;
  const read = currentMetrics.find((one) => one.type === metric.type && one.name === name);
  const { averageUtilization, averageValue, value } = metric.target;
  if (averageUtilization !== undefined)
    return { name, value: read?.averageUtilization ?? null, target: averageUtilization };
  const milli = averageValue === undefined ? read?.value : read?.averageValue;
  return {
    name,
    value: milli === undefined ? null : units(milli),
    target: units(averageValue ?? value ?? 0),
  };
}

function units(milli: Int64): number {
  return float(milli) / 1000;
}

function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
