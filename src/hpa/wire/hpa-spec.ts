import { DEFAULT_METRICS, DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from '../defaults.ts';
import { approximateFloat } from '../quantity.ts';
import { wireQuantity } from '../quantity-text.ts';
import type { Behavior, HpaSpec, ObjectReference, ScalingRules } from '../spec.ts';
import { below, type Fields, int32At, objectAt, objectsAt, stringAt, wrong } from './fields.ts';
import { readMetric } from './metric-spec.ts';
import { readReference } from './object-reference.ts';

/**
 * Reads a HorizontalPodAutoscalerSpec as in a manifest and defaults it as the API server does.
 * Throws a usage error that names the faulty path.
 */
export function readHpaSpec(fields: Fields): HpaSpec {
  const metrics = objectsAt(fields, 'metrics').map(readMetric);
  const target = readReference(fields, 'scaleTargetRef');
  return {
    scaleTargetRef: target === undefined || target.kind === '' ? DEFAULT_TARGET : target,
    minReplicas: int32At(fields, 'minReplicas', 1),
    maxReplicas: int32At(fields, 'maxReplicas', 0),
    metrics: metrics.length === 0 ? DEFAULT_METRICS : metrics,
    behavior: readBehavior(fields),
  };
}

/** What a trace means when it names no target. */
const DEFAULT_TARGET: ObjectReference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

function readBehavior(fields: Fields): Behavior | undefined {
  const behavior = objectAt(fields, 'behavior');
  if (behavior === undefined) return undefined;
  return {
    scaleUp: readRules(objectAt(behavior, 'scaleUp'), DEFAULT_SCALE_UP),
    scaleDown: readRules(objectAt(behavior, 'scaleDown'), DEFAULT_SCALE_DOWN),
  };
}

/** Each field that is given replaces the default; a list of policies replaces the whole list. */
function readRules(fields: Fields | undefined, defaults: ScalingRules): ScalingRules {
  if (fields === undefined) return defaults;
  return {
    stabilizationWindowSeconds: int32At(
      fields,
      'stabilizationWindowSeconds',
      defaults.stabilizationWindowSeconds,
    ),
    selectPolicy: stringAt(fields, 'selectPolicy', defaults.selectPolicy),
    policies: fields.values.policies == null ? defaults.policies : readPolicies(fields),
    tolerance: readTolerance(fields),
  };
}

function readPolicies(fields: Fields): ScalingRules['policies'] {
  return objectsAt(fields, 'policies').map((policy) => ({
    type: stringAt(policy, 'type', ''),
    value: int32At(policy, 'value', 0),
    periodSeconds: int32At(policy, 'periodSeconds', 0),
  }));
}

function readTolerance(fields: Fields): number | undefined {
  const given = fields.values.tolerance ?? undefined;
  if (given === undefined) return undefined;
  const quantity = wireQuantity(String(given));
  if (quantity === undefined) throw wrong(below(fields, 'tolerance'), 'a quantity', given);
  return approximateFloat(quantity);
}
