import type { Instant } from '../../units/instant.ts';
import { type ControllerConfig, STOCK_CONTROLLER } from '../controller-config.ts';
import type { Hpa, SyncInput } from '../decision.ts';
import { divide, type Int64, multiply } from '../int64.ts';
import type { Pod } from '../pod.ts';
import { clusterOf, type MetricReading } from '../readings.ts';
import type { MetricSpec } from '../spec.ts';
import type { MetricStatus } from '../status.ts';
import { below, fieldsOf, objectAt, stringAt, wrong } from '../wire/fields.ts';
import { readHpaSpec } from '../wire/hpa-spec.ts';
import { readHpaStatus } from '../wire/hpa-status.ts';

/** A live HPA object made into the input of its next sync, and what had to be assumed for that. */
export interface LiveHpa {
  readonly input: SyncInput;
  readonly assumptions: readonly string[];
}

/**
 * Reads an object as `kubectl get hpa NAME -o yaml` prints it. Its status holds averages, not pods: all pods are taken as
 * ready and at the average. Throws a usage error that names the faulty path.
 */
export function readLiveHpa(
  object: unknown,
  now: Instant,
  config: ControllerConfig = STOCK_CONTROLLER,
): LiveHpa {
  const fields = fieldsOf(object, '');
  const kind = stringAt(fields, 'kind', '');
  if (kind !== 'HorizontalPodAutoscaler') throw wrong('kind', 'HorizontalPodAutoscaler', kind);
  const apiVersion = stringAt(fields, 'apiVersion', '');
  if (apiVersion !== 'autoscaling/v2') throw wrong('apiVersion', 'autoscaling/v2', apiVersion);
  const spec = objectAt(fields, 'spec');
  if (spec === undefined) throw wrong(below(fields, 'spec'), 'an object', undefined);
  const metadata = objectAt(fields, 'metadata') ?? fieldsOf({}, 'metadata');
  const hpa: Hpa = {
    namespace: stringAt(metadata, 'namespace', 'default'),
    name: stringAt(metadata, 'name', ''),
    spec: readHpaSpec(spec),
    // Dates stay in ms since 1970, like `now`.
    status: readHpaStatus(objectAt(fields, 'status') ?? fieldsOf({}, 'status'), 0),
  };
  return { input: inputAtAverage(hpa, now, config), assumptions: assumptionsFor(hpa, now) };
}

/** The input of the next sync, all pods being at the average of the status. */
export function inputAtAverage(hpa: Hpa, now: Instant, config: ControllerConfig): SyncInput {
  const readings = hpa.spec.metrics.map((metric, index) => readingOf(hpa, metric, index, now));
  return { hpa, config, cluster: clusterAtAverage(hpa, readings) };
}

/** The last size that the HPA set, where its status is from before that; until the first sync succeeds, it wants 0. */
function sizeOf({ status }: Hpa): number {
  const active = status.conditions.find(({ type }) => type === 'ScalingActive');
  const isUndecided =
    status.desiredReplicas === 0 && active?.status === 'False' && active.reason !== 'ScalingDisabled';
  return isUndecided ? status.currentReplicas : status.desiredReplicas;
}

function podsOf(hpa: Hpa): readonly Pod[] {
  return Array.from({ length: sizeOf(hpa) }, (_, index) => ({
    name: `pod-${index}`,
    labels: { hpa: 'target' },
    phase: 'Running',
    deleting: false,
    startTime: Number.NEGATIVE_INFINITY,
    ready: { status: 'True', lastTransition: Number.NEGATIVE_INFINITY },
    containers: [],
    podRequests: REQUESTS,
  }));
}

/** Every pod requests 100 units, so that a utilization in percent is its usage in units. */
const REQUESTS = { cpu: 100_000, memory: 100_000 };

function clusterAtAverage(hpa: Hpa, metrics: readonly MetricReading[]) {
  const size = sizeOf(hpa);
  return clusterOf({
    pods: podsOf(hpa),
    scale: { specReplicas: size, statusReplicas: size, selector: 'hpa=target' },
    metrics,
  });
}

/** What the metrics API would have to answer for the status to come out as it stands. */
function readingOf(hpa: Hpa, metric: MetricSpec, index: number, now: Instant): MetricReading {
  const status = hpa.status.currentMetrics[index];
  if (status === undefined || status.type !== metric.type)
    return { error: 'no value in the status: the metric failed in the last sync, or was not read' };
  const timestamp = now;
  const average = status.averageValue ?? 0;
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource': {
      const value = usageOf(metric, status);
      const containers = [
        { name: metric.type === 'Resource' ? 'app' : metric.container, usage: { [metric.name]: value } },
      ];
      return { resource: podsOf(hpa).map(({ name }) => ({ name, timestamp, windowMs: 0, containers })) };
    }
    case 'Pods':
      return { pods: podsOf(hpa).map((pod) => ({ pod: pod.name, timestamp, value: average })) };
    case 'Object':
      return { object: { timestamp, value: wholeValue(hpa, status) } };
    case 'External':
      return { external: [{ timestamp, value: wholeValue(hpa, status) }] };
  }
}

function usageOf(
  metric: Extract<MetricSpec, { type: 'Resource' | 'ContainerResource' }>,
  status: MetricStatus,
): Int64 {
  if (metric.target.averageValue !== undefined) return status.averageValue ?? 0;
  return divide(multiply(status.averageUtilization ?? 0, 100_000), 100);
}

/** A value stands in the status; an average was divided by the replicas of then. */
function wholeValue({ status: { currentReplicas } }: Hpa, status: MetricStatus): Int64 {
  return status.value ?? multiply(status.averageValue ?? 0, Math.max(1, currentReplicas));
}

/** What a sync of an object takes for granted. */
export function assumptionsFor(hpa: Hpa, now: Instant): readonly string[] {
  const assumptions = [
    'Assumed: all pods are ready and at the average that the status shows, and the metrics stay as they are.',
  ];
  const { currentReplicas, desiredReplicas } = hpa.status;
  if (currentReplicas !== sizeOf(hpa))
    assumptions.push(
      `The last sync changed the size from ${currentReplicas} to ${desiredReplicas}; the averages are from before that.`,
    );
  const able = hpa.status.conditions.find(({ type }) => type === 'AbleToScale');
  assumptions.push(
    able?.reason === 'ScaleDownStabilized'
      ? 'The controller remembers a higher recommendation (ScaleDownStabilized), which an object does not show: a scale-down waits until that has left the window.'
      : 'What the controller remembers does not show in an object: an earlier, higher recommendation may still hold a scale-down back.',
  );
  if (hpa.status.lastScaleTime !== undefined) {
    const seconds = Math.round((now - hpa.status.lastScaleTime) / 1000);
    assumptions.push(`Last scaled ${seconds} s ago.`);
  }
  return assumptions;
}
