import type { Answer } from './calculation.ts';
import type { Answered, MetricValue, PodMetrics, PodMetricValue } from './cluster.ts';
import { add, type Int64 } from './int64.ts';
import type { PodSample, PodSamples } from './pod.ts';

/** The window that a custom metric without one is taken to have. */
const DEFAULT_WINDOW_MS = 60_000;

/** Samples of a resource per pod, or of one container of it. Go: `resourceMetricsClient.GetResourceMetric`. */
export function resourceSamples(
  answer: Answered<readonly PodMetrics[]>,
  resource: string,
  container: string,
): Answer<PodSamples> {
  if ('error' in answer)
    return { error: `unable to fetch metrics from resource metrics API: ${answer.error}` };
  const items = answer.value;
  if (items.length === 0) return { error: 'no metrics returned from resource metrics API' };
  const samples = new Map<string, PodSample>();
  for (const item of items) {
    const value = container === '' ? podUsage(item, resource) : containerUsage(item, resource, container);
    if (value === undefined) continue;
    samples.set(item.name, { value, timestamp: item.timestamp, windowMs: item.windowMs });
  }
  return { value: samples, timestamp: items[0]!.timestamp };
}

/** All containers together; one without the resource spoils the pod. Go: `getPodMetrics`. */
function podUsage(item: PodMetrics, resource: string): Int64 | undefined {
  if (item.containers.length === 0) return undefined;
  let sum: Int64 = 0;
  for (const { usage } of item.containers) {
    const own = usage[resource];
    if (own === undefined) return undefined;
    sum = add(sum, own);
  }
  return sum;
}

/** Go: `getContainerMetrics`. */
function containerUsage(item: PodMetrics, resource: string, container: string): Int64 | undefined {
  return item.containers.find((one) => one.name === container)?.usage[resource];
}

/** Samples of a custom metric per pod. Go: `customMetricsClient.GetRawMetric`. */
export function podsMetricSamples(answer: Answered<readonly PodMetricValue[]>): Answer<PodSamples> {
  if ('error' in answer) return { error: `unable to fetch metrics from custom metrics API: ${answer.error}` };
  const items = answer.value;
  if (items.length === 0) return { error: 'no metrics returned from custom metrics API' };
  const samples = new Map<string, PodSample>();
  for (const { pod, value, timestamp, windowMs } of items)
    samples.set(pod, { value, timestamp, windowMs: windowMs ?? DEFAULT_WINDOW_MS });
  return { value: samples, timestamp: items[0]!.timestamp };
}

/** The value of a custom metric of one object. Go: `customMetricsClient.GetObjectMetric`. */
export function objectMetricValue(answer: Answered<MetricValue>): Answer<Int64> {
  if ('error' in answer) return { error: `unable to fetch metrics from custom metrics API: ${answer.error}` };
  return answer.value;
}

/** The values of an external metric, one a series. Go: `externalMetricsClient.GetExternalMetric`. */
export function externalMetricValues(answer: Answered<readonly MetricValue[]>): Answer<readonly Int64[]> {
  if ('error' in answer)
    return { error: `unable to fetch metrics from external metrics API: ${answer.error}` };
  if (answer.value.length === 0) return { error: 'no metrics returned from external metrics API' };
  return { value: answer.value.map((one) => one.value), timestamp: answer.value[0]!.timestamp };
}
