import type { HpaMetric, HpaObservation, Observation } from '../../sample/observation.ts';
import type { PublishedText } from './audit-published.ts';
import { ageOf, counted, eventsTable, secondsOf, watchedEvents } from './printed-events.fixture.ts';

/** When somebody ran kubectl beside a run; ms since the epoch. */
export interface Asked {
  /** When the HPA was made. */
  readonly created: number;
  readonly describedAt: readonly number[];
  readonly watch: { readonly from: number; readonly to: number };
  readonly eventsAt: readonly number[];
  /** A watch of events, which is new with each. */
  readonly watchesEvents: boolean;
}

/** A spec as the API has it, as far as kubectl prints it. */
interface Wire {
  readonly behavior?: { readonly scaleUp?: WireRules; readonly scaleDown?: WireRules };
}

interface WireRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly {
    readonly type: string;
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

const NAME = 'serving';

/** What kubectl would have printed while these things were observed. */
export function printed(seen: readonly Observation[], asked: Asked): readonly PublishedText[] {
  const { describedAt, eventsAt, watchesEvents } = asked;
  return [
    ...describedAt.map((at) => ({ name: `describe at ${at}`, text: describe(seen, asked, at) })),
    { name: 'watch', text: watch(seen, asked) },
    ...eventsAt.map((at) => ({ name: `events at ${at}`, text: eventsTable(seen, at, NAME) })),
    ...(watchesEvents ? [{ name: 'watched events', text: watchedEvents(seen, NAME) }] : []),
  ];
}

function statuses(seen: readonly Observation[]): readonly HpaObservation[] {
  return seen.filter((one) => one.kind === 'hpa');
}

function watch(seen: readonly Observation[], { created, watch: { from, to } }: Asked): string {
  const all = statuses(seen);
  const before = all.findLast(({ at }) => at <= from);
  const rows = [
    ...(before === undefined ? [] : [{ ...before, at: from }]),
    ...all.filter(({ at }) => at > from && at <= to),
  ];
  const head = 'NAME  REFERENCE  TARGETS  MINPODS  MAXPODS  REPLICAS  AGE';
  const printRow = ({ at, metrics, min, max, current }: HpaObservation): string => {
    const targets = metrics.map(
      (metric) => `${metric.name === 'cpu' ? 'cpu: ' : ''}${shownValue(metric)}/${targetOf(metric)}`,
    );
    return `${NAME}  Deployment/${NAME}  ${targets.join(', ')}  ${min}  ${max}  ${current}  ${ageOf(created, at)}`;
  };
  return [head, ...rows.map(printRow)].join('\n');
}

function describe(seen: readonly Observation[], { created }: Asked, at: number): string {
  const status = statuses(seen).findLast((one) => one.at <= at) ?? statuses(seen)[0]!;
  const { metrics, min, max, current, desired, conditions, specVersion } = status;
  const spec = seen.findLast((one) => one.kind === 'hpaSpec' && one.specVersion === specVersion);
  const wire: Wire = spec?.kind === 'hpaSpec' ? (spec.spec as Wire) : {};
  return [
    `Name: ${NAME}`,
    'Namespace: lab',
    `CreationTimestamp: ${new Date(secondsOf(created) * 1000).toUTCString()}`,
    `Reference: Deployment/${NAME}`,
    'Metrics: ( current / target )',
    ...metrics.map((metric) => metricLine(metric)),
    `Min replicas: ${min}`,
    `Max replicas: ${max}`,
    ...(wire.behavior === undefined
      ? []
      : [
          'Behavior:',
          ...rulesLines('Up', wire.behavior.scaleUp),
          ...rulesLines('Down', wire.behavior.scaleDown),
        ]),
    `Deployment pods: ${current} current / ${desired} desired`,
    ...(conditions.length === 0 ? [] : ['Conditions:']),
    ...conditions.map(({ type, status: is, reason, message }) => `  ${type}  ${is}  ${reason}  ${message}`),
    'Events:',
    ...counted(seen, at).map(
      ({ type, reason, message, age }) =>
        `  ${type}  ${reason}  ${age}  horizontal-pod-autoscaler  ${message}`,
    ),
  ].join('\n');
}

function metricLine(metric: HpaMetric): string {
  if (metric.name !== 'cpu')
    return `  "${metric.name}" on pods:  ${shownValue(metric)} / ${targetOf(metric)}`;
  const value = metric.value === null ? '<unknown>' : `${metric.value}% (${metric.value}m)`;
  return `  resource cpu on pods  (as a percentage of request):  ${value} / ${targetOf(metric)}`;
}

function rulesLines(direction: string, rules: WireRules | undefined): readonly string[] {
  if (rules === undefined) return [];
  const { stabilizationWindowSeconds: window, selectPolicy = 'Max', policies = [] } = rules;
  return [
    `  Scale ${direction}:`,
    ...(window === undefined ? [] : [`    Stabilization Window: ${window} seconds`]),
    `    Select Policy: ${selectPolicy}`,
    '    Policies:',
    ...policies.map(
      ({ type, value, periodSeconds }) =>
        `      - Type: ${type}  Value: ${value}  Period: ${periodSeconds} seconds`,
    ),
  ];
}

function shownValue({ name, value }: HpaMetric): string {
  if (value === null) return '<unknown>';
  if (name === 'cpu') return `${value}%`;
  return Number.isInteger(value) ? `${value}` : `${Math.round(value * 1000)}m`;
}

function targetOf({ name, target }: HpaMetric): string {
  return name === 'cpu' ? `${target}%` : `${target}`;
}
