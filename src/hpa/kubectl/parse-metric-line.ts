import type { Int64 } from '../int64.ts';
import { milliValue, parseQuantity } from '../quantity.ts';
import type { MetricSpec, MetricTarget } from '../spec.ts';
import { type MetricStatus, NO_METRIC_STATUS } from '../status.ts';
import type { DescribedMetric } from './described-hpa.ts';
import type { Line } from './text-block.ts';

/** What a line below Metrics looks like, for messages. */
export const METRIC_LINE = '`"name" on pods:  current / target` or another form of a metric';

/** Reads one line below Metrics; `undefined` when it is none. */
export function parseMetricLine({ number, text }: Line): DescribedMetric | undefined {
  const match = /^(.*):\s+(<unknown>|\S+(?:\s+\(\S+\))?)\s+\/\s+(\S+)$/.exec(text.trim());
  if (match === null) return unknownType(number, text.trim());
  const [, title = '', current = '', target = ''] = match;
  const source = SOURCES.flatMap((read) => read(title) ?? [])[0];
  if (source === undefined) return undefined;
  const values = source.isUtilization
    ? readUtilization(current, target)
    : readValues(source, current, target);
  if (values === undefined) return undefined;
  return {
    line: number,
    spec: { ...source.spec, target: values.target } as MetricSpec,
    current: statusOf(source, values),
  };
}

/** What the words before the colon say. */
interface Source {
  readonly spec: Exclude<MetricSpec, { type: 'Unknown' }>;
  readonly isUtilization: boolean;
  readonly isAverage: boolean;
}

const NO_TARGET: MetricTarget = {
  type: '',
  averageUtilization: undefined,
  averageValue: undefined,
  value: undefined,
};
const NO_SELECTOR = { selector: undefined };

const SOURCES: readonly ((title: string) => Source | undefined)[] = [
  (title) => {
    const name = /^"(.+)" on pods$/.exec(title)?.[1];
    if (name === undefined) return undefined;
    const spec = {
      type: 'Pods',
      metric: { name: unquoted(name), ...NO_SELECTOR },
      target: NO_TARGET,
    } as const;
    return { spec, isUtilization: false, isAverage: true };
  },
  (title) => {
    const match = /^"([^"]+)" \(target (average )?value\)$/.exec(title);
    if (match === null) return undefined;
    const spec = {
      type: 'External',
      metric: { name: unquoted(match[1]!), ...NO_SELECTOR },
      target: NO_TARGET,
    } as const;
    return { spec, isUtilization: false, isAverage: match[2] !== undefined };
  },
  (title) => {
    const match = /^"(.+)" on ([^/\s]+)\/(\S+)\s+\(target (average )?value\)$/.exec(title);
    if (match === null) return undefined;
    const describedObject = { apiVersion: '', kind: match[2]!, name: match[3]! };
    const metric = { name: match[1]!, ...NO_SELECTOR };
    const spec = { type: 'Object', describedObject, metric, target: NO_TARGET } as const;
    return { spec, isUtilization: false, isAverage: match[4] !== undefined };
  },
  (title) => {
    const match =
      /^resource (\S+)(?: of container "(.+)")? on pods(\s+\(as a percentage of request\))?$/.exec(title);
    if (match === null) return undefined;
    const [, name = '', container, percentage] = match;
    const spec =
      container === undefined
        ? ({ type: 'Resource', name, target: NO_TARGET } as const)
        : ({ type: 'ContainerResource', name, container, target: NO_TARGET } as const);
    return { spec, isUtilization: percentage !== undefined, isAverage: true };
  },
];

/** A metric's two sides, in the fields where the API keeps them. */
interface Values {
  readonly target: MetricTarget;
  readonly current: Partial<Pick<MetricStatus, 'averageUtilization' | 'averageValue' | 'value'>> | undefined;
}

function readValues({ isAverage }: Source, current: string, target: string): Values | undefined {
  const wanted = milli(target);
  const found = current === '<unknown>' ? undefined : milli(current);
  if (wanted === undefined || (found === undefined && current !== '<unknown>')) return undefined;
  return {
    target: isAverage
      ? { ...NO_TARGET, type: 'AverageValue', averageValue: wanted }
      : { ...NO_TARGET, type: 'Value', value: wanted },
    current: found === undefined ? undefined : isAverage ? { averageValue: found } : { value: found },
  };
}

function readUtilization(current: string, target: string): Values | undefined {
  const wanted = /^(\d+)%$/.exec(target)?.[1];
  if (wanted === undefined && target !== '<auto>') return undefined;
  const averageUtilization = wanted === undefined ? undefined : Number(wanted);
  const side = { ...NO_TARGET, type: 'Utilization', averageUtilization };
  if (current === '<unknown>') return { target: side, current: undefined };
  const match = /^(-?\d+)%(?:\s+\((\S+)\))?$/.exec(current);
  if (match === null) return undefined;
  const averageValue = match[2] === undefined ? undefined : milli(match[2]);
  return { target: side, current: { averageUtilization: Number(match[1]), averageValue } };
}

function statusOf({ spec }: Source, { current }: Values): MetricStatus | undefined {
  if (current === undefined) return undefined;
  return {
    ...NO_METRIC_STATUS,
    type: spec.type,
    name: 'metric' in spec ? spec.metric.name : spec.name,
    container: spec.type === 'ContainerResource' ? spec.container : undefined,
    describedObject: spec.type === 'Object' ? spec.describedObject : undefined,
    ...current,
  };
}

function unknownType(line: number, text: string): DescribedMetric | undefined {
  const typeName = /^<unknown metric type "(.*)">$/.exec(text)?.[1];
  return typeName === undefined
    ? undefined
    : { line, spec: { type: 'Unknown', typeName }, current: undefined };
}

function milli(text: string): Int64 | undefined {
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : milliValue(quantity);
}

/** kubectl quotes some names as Go does. */
function unquoted(name: string): string {
  return name.replace(/\\(["\\])/g, '$1');
}
