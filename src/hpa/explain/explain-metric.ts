import type { MetricWorking } from '../decision.ts';
import { float, type Int64 } from '../int64.ts';
import { formatMilli } from '../quantity-text.ts';
import type { MetricSpec } from '../spec.ts';
import { isWithin, type Tolerances } from '../tolerances.ts';

/** What one metric proposed and how it came to it. */
export function explainMetric(spec: MetricSpec, working: MetricWorking, tolerances: Tolerances): string {
  if (working.error !== undefined) return `${titleOf(spec)} failed: ${working.error}.`;
  const { shown, ratio } = comparison(spec, working);
  const from = (1 - tolerances.scaleDown).toFixed(2);
  const to = (1 + tolerances.scaleUp).toFixed(2);
  const compared = `${titleOf(spec)}: ${shown}, ratio ${ratio.toFixed(3)}`;
  if (isWithin(tolerances, ratio))
    return `${compared}, within the tolerance (${from} to ${to}); proposes ${working.replicas}.`;
  return `${compared}, outside the tolerance (${from} to ${to}); proposes ${working.replicas}${basis(spec)}.`;
}

/** The value beside its target, and their ratio as the calculator takes it. */
function comparison(
  spec: MetricSpec,
  { usage, utilization }: MetricWorking,
): { shown: string; ratio: number } {
  if (spec.type === 'Unknown') return { shown: 'unknown', ratio: Number.NaN };
  const { averageUtilization, averageValue, value } = spec.target;
  const isUtilization = spec.type === 'Resource' || spec.type === 'ContainerResource';
  if (isUtilization && averageValue === undefined && averageUtilization !== undefined)
    return {
      shown: `${utilization} % of the requests, target ${averageUtilization} %`,
      ratio: utilization / averageUtilization,
    };
  if (averageValue !== undefined && !isByValue(spec))
    return against(`average ${plain(usage)} a pod`, usage, averageValue);
  return against(`value ${plain(usage)}`, usage, value ?? 0);
}

function against(shown: string, usage: Int64, target: Int64): { shown: string; ratio: number } {
  return { shown: `${shown}, target ${plain(target)}`, ratio: float(usage) / float(target) };
}

/** As a reader says it: 75.5, not 75500m; large ones as in a status. */
function plain(milli: Int64): string {
  return typeof milli === 'number' && Math.abs(milli) < 1e9 ? String(milli / 1000) : formatMilli(milli);
}

/** Where the ratio is not simply multiplied with the pods that have samples. */
function basis(spec: MetricSpec): string {
  if (spec.type === 'Object' || spec.type === 'External')
    return isByValue(spec) ? ' (ratio times the pods that are ready now)' : ' (whole value over the target)';
  return '';
}

function isByValue(spec: MetricSpec): boolean {
  if (spec.type === 'Object') return spec.target.type === 'Value';
  return spec.type === 'External' && spec.target.averageValue === undefined;
}

function titleOf(spec: MetricSpec): string {
  switch (spec.type) {
    case 'Resource':
      return `Resource ${spec.name}`;
    case 'ContainerResource':
      return `Resource ${spec.name} of container ${spec.container}`;
    case 'Pods':
      return `Pods metric ${spec.metric.name}`;
    case 'Object':
      return `Metric ${spec.metric.name} of ${spec.describedObject.kind} ${spec.describedObject.name}`;
    case 'External':
      return `External metric ${spec.metric.name}`;
    case 'Unknown':
      return `Metric of type ${spec.typeName}`;
  }
}
