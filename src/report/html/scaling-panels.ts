import { targetOf } from '../../diagnosis/signal.ts';
import { profileOf } from '../../metric/catalogue.ts';
import { fullScale } from '../../metric/profile.ts';
import { loadSpan } from '../../sample/timeline.ts';
import type { AssertionKind } from '../../scenario/schema.ts';
import { parseQuantity } from '../../units/quantity.ts';
import { type Curve, span } from '../curves/curve.ts';
import { dutyCycleMean, dutyCycles } from '../curves/duty-curves.ts';
import { customMetric, hpaMetric, hpaResource, replicas } from '../curves/scaling-curves.ts';
import type { ReportInput } from '../report.ts';
import { heatMap, MOST_ROWS } from './heat-map.ts';
import type { Deadline, Panel, Series } from './panel.ts';

const POD_INKS = 8;
/** With more pods than this their curves are a cloud, and the mean says where it is. */
const CLOUD = 8;
/** With more pods than this the panel is a heat map. */
const MOST_CURVES = 20;

/** How busy the GPU of each pod was. */
export function dutyPanel(input: ReportInput): Panel {
  const curves = dutyCycles(input);
  const target = targetOf(input.header.plan);
  const count = `${curves.size} ${curves.size === 1 ? 'pod' : 'pods'}`;
  const profile = profileOf(input.header.plan.scenario.hpa.metric.profile);
  const full = fullScale(profile);
  const unit =
    profile.unit === 'percent' ? '% busy, a line per pod' : 'share of the time, 0 to 1, a line per pod';
  const shared = { unit, marks: [], max: full, sources: ['exporter', 'prometheus'] } as const;
  const deadlines = deadlinesOf(input, ['dutyCycleZero']);
  if (curves.size > MOST_CURVES) {
    const grouped = curves.size > MOST_ROWS ? `, ${Math.ceil(curves.size / MOST_ROWS)} to a row` : '';
    return {
      ...shared,
      title: `Duty cycle per pod (${count}${grouped})`,
      unit: 'a row per pod, in order of creation',
      height: Math.min(240, Math.max(120, curves.size * 3)),
      series: [{ name: 'mean', ink: 'mean', curve: dutyCycleMean(curves) }],
      heat: heatMap(curves, span(input), full),
      levels: [],
      deadlines,
    };
  }
  return {
    ...shared,
    title: `Duty cycle per pod (${count})`,
    height: 128,
    series: podSeries(curves),
    // The target is a level of this panel only where the HPA's metric is a duty cycle.
    levels: target <= full ? [{ name: 'target', value: target }] : [],
    deadlines,
  };
}

function podSeries(curves: ReadonlyMap<string, Curve>): readonly Series[] {
  const many = curves.size > CLOUD;
  const pods = [...curves].map(([name, curve], index) => ({
    name,
    ink: `pod${index % POD_INKS}${many ? ' faint' : ''}`,
    curve,
    quiet: true,
  }));
  return many ? [...pods, { name: 'mean', ink: 'mean', curve: dutyCycleMean(curves) }] : pods;
}

/** What the HPA rested its decisions on, as far as it can be seen from outside. */
export function metricPanel(input: ReportInput): Panel {
  const { metric } = input.header.plan.scenario.hpa;
  return {
    title: 'What the HPA saw',
    unit: `${metric.name}, average per pod`,
    height: 92,
    series: [
      { name: 'custom metrics API', ink: 'api', curve: customMetric(input) },
      { name: 'HPA status', ink: 'hpa', curve: hpaMetric(input) },
    ],
    levels: [{ name: 'target', value: targetOf(input.header.plan) }],
    marks: [],
    deadlines: [],
    sources: ['custom-metrics', 'hpa'],
  };
}

/** CPU has a panel of its own where the HPA scales on it too (row S8). */
export function cpuPanel(input: ReportInput): readonly Panel[] {
  const { hpa, workload } = input.header.plan.scenario;
  if (hpa.cpu === undefined) return [];
  const { averageUtilization, averageValue } = hpa.cpu;
  const target = averageUtilization ?? parseQuantity(averageValue ?? '') ?? 0;
  return [
    {
      title: 'What the HPA saw of CPU',
      unit:
        averageUtilization === undefined ? 'cores, average per pod' : `% of ${workload.cpuRequest} per pod`,
      height: 92,
      series: [{ name: 'HPA status', ink: 'hpa', curve: hpaResource(input, 'cpu') }],
      levels: [{ name: 'target', value: target }],
      marks: [],
      deadlines: [],
      sources: ['hpa'],
    },
  ];
}

/** How many pods were wanted, ready, and waited for. */
export function replicasPanel(input: ReportInput): Panel {
  const { minReplicas, maxReplicas } = input.header.plan.scenario.hpa;
  return {
    title: 'Replicas',
    unit: 'pods',
    height: 112,
    series: [
      { name: 'ready', ink: 'ready', curve: replicas(input, 'ready'), filled: true },
      { name: 'pending', ink: 'pending', curve: replicas(input, 'pending'), filled: true },
      { name: 'desired', ink: 'desired', curve: replicas(input, 'desired') },
    ],
    levels: [
      { name: 'min', value: minReplicas },
      { name: 'max', value: maxReplicas },
    ],
    marks: [],
    deadlines: deadlinesOf(input, ['scalesOut', 'scalesIn']),
    whole: true,
    sources: ['deployment', 'pods'],
  };
}

const AFTER: Readonly<Record<string, 'start' | 'end'>> = {
  scalesOut: 'start',
  scalesIn: 'end',
  dutyCycleZero: 'end',
};
const SAID: Readonly<Record<string, string>> = { within: 'by', notBefore: 'not before' };

/** The bounds in time of some assertions, as instants: counted from load start or from load end. */
function deadlinesOf(
  { header, timeline }: ReportInput,
  kinds: readonly AssertionKind[],
): readonly Deadline[] {
  const edges = loadSpan(timeline);
  return header.plan.assertions.flatMap(({ id, spec, bounds }) => {
    const from = edges[AFTER[spec.kind] ?? 'end'];
    if (from === undefined || !kinds.includes(spec.kind)) return [];
    // Only the fall to the last size is held to "not before": the size belongs to the text.
    const size = bounds.find((bound) => bound.unit === 'replicas')?.value;
    const what = size === undefined ? id : `${id}: ${size}`;
    return bounds
      .filter((bound) => bound.unit === 'ms' && SAID[bound.name] !== undefined)
      .map((bound) => ({ at: from + bound.value, name: `${what} ${SAID[bound.name]}` }));
  });
}
