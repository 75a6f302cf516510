import type { Int64 } from '../hpa/int64.ts';
import { milliValue, parseQuantity } from '../hpa/quantity.ts';
import type { MetricReading } from '../hpa/readings.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import type { HpaStatus } from '../hpa/status.ts';
import type { HpaObservation } from '../sample/observation.ts';
import type { SeenRead } from './seen-sync.ts';

/** What a status shows of a resource: its utilization in percent, or its average where that is the target. */
function shownResource({ currentMetrics }: HpaStatus, name: string): number | null {
  const own = currentMetrics.find((one) => one.type === 'Resource' && one.name === name);
  if (own?.averageUtilization !== undefined) return own.averageUtilization;
  return own?.averageValue === undefined ? null : Number(own.averageValue) / 1000;
}

/** Whether a status shows the values that were seen of every resource of the spec. */
export function isResourceShown(
  status: HpaStatus,
  { metrics: spec }: HpaSpec,
  { metrics }: HpaObservation,
): boolean {
  return spec.every((metric) => {
    if (metric.type !== 'Resource') return true;
    return (
      shownResource(status, metric.name) === (metrics.find(({ name }) => name === metric.name)?.value ?? null)
    );
  });
}

/** What metrics.k8s.io answered: the sums over the containers, told as of one. */
export function resourceReadingOf({
  metric,
  status,
  items,
  detail,
}: NonNullable<SeenRead['resource']>): MetricReading {
  if (status !== 200) return { error: detail ?? `status ${status}` };
  return {
    resource: items.map(({ pod, value, timestamp, windowMs = 0 }) => ({
      name: pod,
      timestamp,
      windowMs,
      containers: [{ name: '', usage: { [metric]: milliOf(value) } }],
    })),
  };
}

function milliOf(value: string): Int64 {
  const quantity = parseQuantity(value);
  return quantity === undefined ? 0 : milliValue(quantity);
}
