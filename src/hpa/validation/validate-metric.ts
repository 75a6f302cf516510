import type { Int64 } from '../int64.ts';
import { formatMilli } from '../quantity-text.ts';
import { labelKeyProblems } from '../selector/label-names.ts';
import type { MetricSpec, MetricTarget } from '../spec.ts';
import type { FieldFaults } from './field-faults.ts';
import { validatePathSegment, validateReference } from './validate-reference.ts';

const SOURCE_TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

/** Go: `validateMetricSpec` and the functions for each source. */
export function validateMetric(faults: FieldFaults, metric: MetricSpec, path: string): void {
  switch (metric.type) {
    case 'Resource':
      if (metric.name === '') faults.required(`${path}.resource.name`, 'must specify a resource name');
      validateResourceTarget(faults, metric.target, `${path}.resource.target`);
      break;
    case 'ContainerResource':
      validateContainerResource(faults, metric, `${path}.containerResource`);
      break;
    case 'Pods':
      validateIdentifier(faults, metric.metric.name, `${path}.pods.metric`);
      validateTarget(faults, metric.target, `${path}.pods.target`);
      if (metric.target.averageValue === undefined)
        faults.required(`${path}.pods.target.averageValue`, 'must specify a positive target averageValue');
      break;
    case 'Object':
      validateReference(faults, metric.describedObject, `${path}.object.describedObject`, {
        mayLackGroup: true,
      });
      validateIdentifier(faults, metric.metric.name, `${path}.object.metric`);
      validateTarget(faults, metric.target, `${path}.object.target`);
      if (hasNoValue(metric.target))
        faults.required(
          `${path}.object.target.averageValue`,
          'must set either a target value or averageValue',
        );
      break;
    case 'External':
      validateExternal(faults, metric, `${path}.external`);
      break;
    case 'Unknown':
      if (metric.typeName === '') faults.required(`${path}.type`, 'must specify a metric source type');
      faults.unsupported(`${path}.type`, metric.typeName, SOURCE_TYPES);
  }
}

function validateExternal(
  faults: FieldFaults,
  { metric, target }: Extract<MetricSpec, { type: 'External' }>,
  path: string,
): void {
  validateIdentifier(faults, metric.name, `${path}.metric`);
  validateTarget(faults, target, `${path}.target`);
  if (hasNoValue(target))
    faults.required(
      `${path}.target.averageValue`,
      'must set either a target value for metric or a per-pod target',
    );
  if (target.value !== undefined && target.averageValue !== undefined)
    faults.forbidden(
      `${path}.target.value`,
      'may not set both a target value for metric and a per-pod target',
    );
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_FAULT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const STANDARD_RESOURCE = /^(cpu|memory|ephemeral-storage|hugepages-.*)$/;

function validateContainerResource(
  faults: FieldFaults,
  { name, container, target }: Extract<MetricSpec, { type: 'ContainerResource' }>,
  path: string,
): void {
  if (name === '') faults.required(`${path}.name`, 'must specify a resource name');
  else validateContainerResourceName(faults, name, `${path}.name`);
  if (container === '') faults.required(`${path}.container`, 'must specify a container');
  else {
    if (container.length > 63)
      faults.invalid(`${path}.container`, container, 'must be no more than 63 bytes');
    if (!LABEL.test(container)) faults.invalid(`${path}.container`, container, LABEL_FAULT);
  }
  validateResourceTarget(faults, target, `${path}.target`);
}

/** Standard names that no container can request (pods, services, ...) are not told apart. Go: `validateContainerResourceName`. */
function validateContainerResourceName(faults: FieldFaults, name: string, path: string): void {
  const problems = labelKeyProblems(name);
  for (const problem of problems) faults.invalid(path, name, problem);
  if (name.includes('/') || STANDARD_RESOURCE.test(name)) return;
  if (problems.length === 0)
    faults.invalid(path, name, 'must be a standard resource type or fully qualified');
  faults.invalid(path, name, 'must be a standard resource for containers');
}

function validateResourceTarget(faults: FieldFaults, target: MetricTarget, path: string): void {
  validateTarget(faults, target, path);
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined)
    faults.required(
      `${path}.averageUtilization`,
      'must set either a target raw value or a target utilization',
    );
  if (averageUtilization !== undefined && averageValue !== undefined)
    faults.forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization');
}

/** Go: `validateMetricTarget`. */
function validateTarget(faults: FieldFaults, target: MetricTarget, path: string): void {
  if (target.type === '') faults.required(`${path}.type`, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(target.type))
    faults.invalid(`${path}.type`, target.type, 'must be either Utilization, Value, or AverageValue');
  mustBePositive(faults, target.value, `${path}.value`);
  mustBePositive(faults, target.averageValue, `${path}.averageValue`);
  const { averageUtilization } = target;
  if (averageUtilization !== undefined && averageUtilization < 1)
    faults.invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0');
}

function mustBePositive(faults: FieldFaults, milli: Int64 | undefined, path: string): void {
  if (milli !== undefined && milli <= 0) faults.invalid(path, formatMilli(milli), 'must be positive');
}

function validateIdentifier(faults: FieldFaults, name: string, path: string): void {
  if (name === '') faults.required(`${path}.name`, 'must specify a metric name');
  else validatePathSegment(faults, name, `${path}.name`);
}

function hasNoValue({ value, averageValue }: MetricTarget): boolean {
  return value === undefined && averageValue === undefined;
}
