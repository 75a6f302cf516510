import type { TablePair } from '../../hpa/kubectl/parse-table.ts';
import type { MetricSpec } from '../../hpa/spec.ts';
import type { MetricStatus } from '../../hpa/status.ts';
import type { ShownMetric } from './proposals.ts';

/** How a metric of that type makes a size. */
export function kindsOf(spec: MetricSpec): ShownMetric['kinds'] {
  if (spec.type === 'Object' || spec.type === 'External')
    return spec.target.averageValue === undefined ? ['ready'] : ['shared'];
  return ['pods'];
}

/** A described metric as the calculator takes it; `undefined` when it has no value or no target. */
export function shownOfDescribed(
  spec: MetricSpec,
  current: MetricStatus | undefined,
): ShownMetric | undefined {
  if (spec.type === 'Unknown' || current === undefined) return undefined;
  const { averageUtilization, averageValue, value } = spec.target;
  const kinds = kindsOf(spec);
  const isResource = spec.type === 'Resource' || spec.type === 'ContainerResource';
  if (isResource && averageValue === undefined && averageUtilization !== undefined)
    return shown(kinds, current.averageUtilization, averageUtilization, '%');
  if (averageValue !== undefined) return shown(kinds, current.averageValue, averageValue, '');
  return shown(kinds, current.value, value, '');
}

/** A pair of a table: a plain one may be of a Pods metric, or the value of an Object or External one. */
export function shownOfPair(
  { current, target, isPercent, isShared }: TablePair,
  kinds: ShownMetric['kinds'] = isShared ? ['shared'] : ['pods', 'ready'],
): ShownMetric | undefined {
  return isPercent ? shown(['pods'], current, target, '%') : shown(kinds, current, target, '');
}

function shown(
  kinds: ShownMetric['kinds'],
  current: ShownMetric['current'] | undefined,
  target: ShownMetric['target'] | undefined,
  unit: ShownMetric['unit'],
): ShownMetric | undefined {
  if (current === undefined || target === undefined || target === 0) return undefined;
  const assumed = unit === '%' ? Math.max(100, Number(target)) : target;
  return { kinds, current, target, assumed, unit, isWhole: false };
}
