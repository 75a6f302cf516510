import type { Int64 } from '../int64.ts';
import { milliValue, parseQuantity } from '../quantity.ts';
import type { LabelSelector, MetricIdentifier, MetricSpec, MetricTarget } from '../spec.ts';
import {
  below,
  type Fields,
  fieldsOf,
  int32At,
  listAt,
  objectAt,
  objectsAt,
  stringAt,
  wrong,
} from './fields.ts';
import { readReference } from './object-reference.ts';

/** Reads one entry of `spec.metrics`. Throws a usage error that names the faulty path. */
export function readMetric(fields: Fields): MetricSpec {
  const type = stringAt(fields, 'type', '');
  switch (type) {
    case 'Resource': {
      const source = sourceOf(fields, 'resource');
      return { type, name: stringAt(source, 'name', ''), target: readTarget(source) };
    }
    case 'ContainerResource': {
      const source = sourceOf(fields, 'containerResource');
      const container = stringAt(source, 'container', '');
      return { type, name: stringAt(source, 'name', ''), container, target: readTarget(source) };
    }
    case 'Pods': {
      const source = sourceOf(fields, 'pods');
      return { type, metric: readIdentifier(source), target: readTarget(source) };
    }
    case 'Object': {
      const source = sourceOf(fields, 'object');
      const describedObject = readReference(source, 'describedObject') ?? NO_REFERENCE;
      return { type, describedObject, metric: readIdentifier(source), target: readTarget(source) };
    }
    case 'External': {
      const source = sourceOf(fields, 'external');
      return { type, metric: readIdentifier(source), target: readTarget(source) };
    }
    default:
      return { type: 'Unknown', typeName: type };
  }
}

/** What an absent reference is in Go: empty, for validation to refuse. */
const NO_REFERENCE = { apiVersion: '', kind: '', name: '' };

function sourceOf(fields: Fields, key: string): Fields {
  const source = objectAt(fields, key);
  if (source === undefined) throw wrong(below(fields, key), 'an object', null);
  return source;
}

function readTarget(source: Fields): MetricTarget {
  const target = objectAt(source, 'target') ?? fieldsOf({}, below(source, 'target'));
  return {
    type: stringAt(target, 'type', ''),
    averageUtilization: int32At(target, 'averageUtilization', undefined),
    averageValue: milliAt(target, 'averageValue'),
    value: milliAt(target, 'value'),
  };
}

function milliAt(fields: Fields, key: string): Int64 | undefined {
  const given = fields.values[key] ?? undefined;
  if (given === undefined) return undefined;
  const quantity = parseQuantity(String(given));
  if (quantity === undefined) throw wrong(below(fields, key), 'a quantity', given);
  return milliValue(quantity);
}

/** Reads the metric that a source names. */
export function readIdentifier(source: Fields): MetricIdentifier {
  const metric = objectAt(source, 'metric') ?? fieldsOf({}, below(source, 'metric'));
  return { name: stringAt(metric, 'name', ''), selector: readSelector(objectAt(metric, 'selector')) };
}

function readSelector(fields: Fields | undefined): LabelSelector | undefined {
  if (fields === undefined) return undefined;
  const labels = objectAt(fields, 'matchLabels') ?? fieldsOf({}, below(fields, 'matchLabels'));
  return {
    matchLabels: Object.fromEntries(
      Object.keys(labels.values)
        .sort()
        .map((key) => [key, stringAt(labels, key, '')]),
    ),
    matchExpressions: objectsAt(fields, 'matchExpressions').map((one) => ({
      key: stringAt(one, 'key', ''),
      operator: stringAt(one, 'operator', ''),
      values: listAt(one, 'values').map(String),
    })),
  };
}
