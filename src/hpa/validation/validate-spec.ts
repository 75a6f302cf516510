import { formatMilli } from '../quantity-text.ts';
import type { HpaSpec, ScalingRules } from '../spec.ts';
import { FieldFaults } from './field-faults.ts';
import { validateMetric } from './validate-metric.ts';
import { validateReference } from './validate-reference.ts';

/**
 * Why the API server would refuse a spec, in its words; `undefined` when it would take it.
 * Go: `pkg/apis/autoscaling/validation` `ValidateHorizontalPodAutoscaler`.
 */
export function specFault(spec: HpaSpec, gates: { readonly scaleToZero: boolean }): string | undefined {
  const faults = new FieldFaults();
  const { minReplicas, maxReplicas } = spec;
  const lowest = gates.scaleToZero ? 0 : 1;
  if (minReplicas < lowest)
    faults.invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${lowest}`);
  if (maxReplicas === 0) faults.required('spec.maxReplicas', 'must be set and greater than 0');
  else if (maxReplicas < 0)
    faults.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1');
  if (maxReplicas < minReplicas)
    faults.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`');
  validateReference(faults, spec.scaleTargetRef, 'spec.scaleTargetRef', { mayLackGroup: false });
  for (const [index, metric] of spec.metrics.entries())
    validateMetric(faults, metric, `spec.metrics[${index}]`);
  if (minReplicas === 0 && !spec.metrics.some(({ type }) => type === 'Object' || type === 'External'))
    faults.forbidden(
      'spec.metrics',
      'must specify at least one Object or External metric to support scaling to zero replicas',
    );
  if (spec.behavior !== undefined) {
    validateRules(faults, spec.behavior.scaleUp, 'spec.behavior.scaleUp');
    validateRules(faults, spec.behavior.scaleDown, 'spec.behavior.scaleDown');
  }
  return faults.text();
}

const LONGEST_WINDOW_S = 3600;
const LONGEST_PERIOD_S = 1800;

/** Go: `validateScalingRules`. */
function validateRules(faults: FieldFaults, rules: ScalingRules, path: string): void {
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  const windowPath = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0)
    faults.invalid(windowPath, window, 'must be greater than or equal to zero');
  if (window !== undefined && window > LONGEST_WINDOW_S)
    faults.invalid(windowPath, window, `must be less than or equal to ${LONGEST_WINDOW_S}`);
  if (!['Max', 'Min', 'Disabled'].includes(selectPolicy))
    faults.unsupported(`${path}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min']);
  if (policies.length === 0) faults.required(`${path}.policies`, 'must specify at least one Policy');
  policies.forEach(({ type, value, periodSeconds }, index) => {
    const at = `${path}.policies[${index}]`;
    if (type !== 'Pods' && type !== 'Percent') faults.unsupported(`${at}.type`, type, ['Percent', 'Pods']);
    if (value <= 0) faults.invalid(`${at}.value`, value, 'must be greater than zero');
    if (periodSeconds <= 0) faults.invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero');
    if (periodSeconds > LONGEST_PERIOD_S)
      faults.invalid(
        `${at}.periodSeconds`,
        periodSeconds,
        `must be less than or equal to ${LONGEST_PERIOD_S}`,
      );
  });
  if (tolerance !== undefined && tolerance < 0)
    faults.invalid(
      `${path}.tolerance`,
      formatMilli(Math.floor(tolerance * 1000)),
      'must be greater than or equal to 0',
    );
}
