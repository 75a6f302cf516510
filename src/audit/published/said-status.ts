import { float, type Int64 } from '../../hpa/int64.ts';
import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import type { TablePair, TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { MetricSpec } from '../../hpa/spec.ts';
import type { MetricStatus } from '../../hpa/status.ts';

/** One thing that both a description and a row say. */
export interface SaidField {
  readonly name: string;
  readonly line: number;
  readonly text: string;
  /** The spec says it, so that only an edit changes it. */
  readonly isSpec: boolean;
}

/** What a description says that a row with so many metrics says too. */
export function fieldsOfDescribed(hpa: DescribedHpa, metrics: number): readonly SaidField[] {
  const { minReplicas, maxReplicas, pods } = hpa;
  const bounds = [
    { name: 'min replicas', said: minReplicas },
    { name: 'max replicas', said: maxReplicas },
  ].flatMap(({ name, said }) =>
    said === undefined ? [] : [{ name, line: said.line, text: String(said.value), isSpec: true }],
  );
  const current =
    pods === undefined
      ? []
      : [{ name: 'replicas', line: pods.line, text: String(pods.value.current), isSpec: false }];
  return [
    ...hpa.metrics.slice(0, metrics).flatMap(({ line, spec, current: value }, index) => {
      const nth = hpa.metrics.length === 1 ? '' : ` of metric ${index + 1}`;
      return metricFields(line, spec, value, nth);
    }),
    ...bounds,
    ...current,
  ];
}

function metricFields(
  line: number,
  spec: MetricSpec,
  current: MetricStatus | undefined,
  nth: string,
): readonly SaidField[] {
  if (spec.type === 'Unknown') return [];
  const { averageUtilization, averageValue, value } = spec.target;
  const isResource = spec.type === 'Resource' || spec.type === 'ContainerResource';
  const isPercent = isResource && averageValue === undefined && averageUtilization !== undefined;
  const target = isPercent ? averageUtilization : (averageValue ?? value);
  const own = isPercent
    ? current?.averageUtilization
    : averageValue === undefined
      ? current?.value
      : current?.averageValue;
  return [
    { name: `metric value${nth}`, line, text: textOf(own, isPercent), isSpec: false },
    { name: `target${nth}`, line, text: textOf(target, isPercent), isSpec: true },
  ];
}

/** The spec that a row shows, as one text. */
export function specOfRow({ minReplicas, maxReplicas, pairs }: TableRow): string {
  return JSON.stringify([minReplicas, maxReplicas, pairs.map(({ target }) => String(target))]);
}

/** The status that a row shows, as one text. */
export function statusOfRow({ replicas, pairs }: TableRow): string {
  return JSON.stringify([replicas, pairs.map(({ current }) => String(current))]);
}

/** The same of a row, by name. */
export function fieldsOfRow({ pairs, hidden, ...row }: TableRow): ReadonlyMap<string, string> {
  const isOne = pairs.length + hidden === 1;
  return new Map([
    ...pairs.flatMap(({ current, target, isPercent }: TablePair, index): [string, string][] => {
      const nth = isOne ? '' : ` of metric ${index + 1}`;
      return [
        [`metric value${nth}`, textOf(current, isPercent)],
        [`target${nth}`, textOf(target, isPercent)],
      ];
    }),
    ['min replicas', String(row.minReplicas)],
    ['max replicas', String(row.maxReplicas)],
    ['replicas', String(row.replicas)],
  ]);
}

function textOf(value: Int64 | undefined, isPercent: boolean): string {
  if (value === undefined) return '<unknown>';
  return isPercent ? `${value}%` : String(float(value) / 1000);
}
