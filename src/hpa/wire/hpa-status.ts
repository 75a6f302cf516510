import type { Instant } from '../../units/instant.ts';
import type { Int64 } from '../int64.ts';
import { milliValue, parseQuantity } from '../quantity.ts';
import { type Condition, type HpaStatus, type MetricStatus, NO_METRIC_STATUS } from '../status.ts';
import { below, type Fields, int32At, objectAt, objectsAt, stringAt, wrong } from './fields.ts';
import { readIdentifier } from './metric-spec.ts';
import { readReference } from './object-reference.ts';

/** Reads a HorizontalPodAutoscalerStatus as the API gives it; instants are counted in ms from `origin`. */
export function readHpaStatus(fields: Fields, origin: Instant): HpaStatus {
  return {
    currentReplicas: int32At(fields, 'currentReplicas', 0),
    desiredReplicas: int32At(fields, 'desiredReplicas', 0),
    lastScaleTime: instantAt(fields, 'lastScaleTime', origin),
    currentMetrics: objectsAt(fields, 'currentMetrics').map(readMetricStatus),
    conditions: objectsAt(fields, 'conditions').map((one) => ({
      type: stringAt(one, 'type', '') as Condition['type'],
      status: stringAt(one, 'status', 'Unknown') as Condition['status'],
      reason: stringAt(one, 'reason', ''),
      message: stringAt(one, 'message', ''),
      lastTransitionTime: instantAt(one, 'lastTransitionTime', origin) ?? Number.NEGATIVE_INFINITY,
    })),
  };
}

/** A date below, in ms from `origin`; `undefined` when it is absent or null. */
function instantAt(fields: Fields, key: string, origin: Instant): Instant | undefined {
  const text = stringAt(fields, key, undefined);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw wrong(below(fields, key), 'a date', text);
  return at - origin;
}

const SOURCES = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
} as const;

function readMetricStatus(fields: Fields): MetricStatus {
  const type = stringAt(fields, 'type', '') as MetricStatus['type'];
  const source = type === '' ? undefined : objectAt(fields, SOURCES[type]);
  if (source === undefined) return NO_METRIC_STATUS;
  const current = objectAt(source, 'current');
  const metric = objectAt(source, 'metric') === undefined ? undefined : readIdentifier(source);
  return {
    type,
    name: metric?.name ?? stringAt(source, 'name', ''),
    container: stringAt(source, 'container', undefined),
    describedObject: readReference(source, 'describedObject'),
    selector: metric?.selector,
    averageUtilization: current && int32At(current, 'averageUtilization', undefined),
    averageValue: current && milliAt(current, 'averageValue'),
    value: current && milliAt(current, 'value'),
  };
}

function milliAt(fields: Fields, key: string): Int64 | undefined {
  const text = stringAt(fields, key, undefined);
  if (text === undefined) return undefined;
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw wrong(below(fields, key), 'a quantity', text);
  return milliValue(quantity);
}
