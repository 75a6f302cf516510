import { targetOf } from '../../diagnosis/signal.ts';
import { profileOf } from '../../metric/catalogue.ts';
import { fullScale } from '../../metric/profile.ts';
import type { GapSource } from '../../sample/observation.ts';
import { loadSpan } from '../../sample/timeline.ts';
import type { AssertionKind } from '../../scenario/schema.ts';
import type { Instant } from '../../units/instant.ts';
import { parseQuantity } from '../../units/quantity.ts';
import {
  achievedRate,
  askedRate,
  type Curve,
  customMetric,
  dutyCycleMean,
  dutyCycles,
  hpaMetric,
  hpaResource,
  latency,
  replicas,
} from '../curves.ts';
import type { ReportInput } from '../report.ts';
import { thin } from './plot.ts';

/** One curve of a panel with its name and its CSS class. */
export interface Series {
  readonly name: string;
  readonly ink: string;
  readonly curve: Curve;
  readonly filled?: boolean;
  /** Left out of the legend: one of many of the same kind. */
  readonly quiet?: boolean;
}

/** A level drawn across a panel. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

/** A moment worth a mark in a panel. */
export interface Mark {
  readonly at: number;
  readonly ink: string;
  readonly title: string;
}

/** An instant that an assertion is held to, drawn across the panel that shows whether it was kept. */
export interface Deadline {
  readonly at: Instant;
  readonly name: string;
}

/** One of the charts that share the time axis. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly height: number;
  readonly series: readonly Series[];
  readonly levels: readonly Level[];
  readonly marks: readonly Mark[];
  readonly deadlines?: readonly Deadline[];
  /** Values are whole, and so is the axis. */
  readonly whole?: boolean;
  /** Highest value of the axis, where it is fixed. */
  readonly max?: number;
  /** Gaps in these sources blind the panel. */
  readonly sources: readonly GapSource[];
}

const POINTS = 700;
const POD_POINTS = 24_000;
const POD_INKS = 8;
const MANY_PODS = 12;

/** The panels of the chart, from the load down to what its users felt. */
export function chartPanels(input: ReportInput): readonly Panel[] {
  return [
    loadPanel(input),
    dutyPanel(input),
    metricPanel(input),
    ...cpuPanel(input),
    replicasPanel(input),
    latencyPanel(input),
  ];
}

function loadPanel(input: ReportInput): Panel {
  return {
    title: 'Load',
    unit: 'images/s',
    height: 92,
    series: [
      { name: 'achieved', ink: 'load', curve: thin(achievedRate(input), POINTS), filled: true },
      { name: 'asked', ink: 'asked', curve: thin(askedRate(input), POINTS) },
    ],
    levels: [],
    marks: [],
    sources: ['load'],
  };
}

function dutyPanel(input: ReportInput): Panel {
  const curves = dutyCycles(input);
  const limit = Math.max(40, Math.min(POINTS, Math.floor(POD_POINTS / Math.max(1, curves.size))));
  const many = curves.size > MANY_PODS;
  const pods = [...curves].map(([name, curve], index) => ({
    name,
    ink: `pod${index % POD_INKS}${many ? ' faint' : ''}`,
    curve: thin(curve, limit),
    quiet: true,
  }));
  // Many lines are a cloud; the mean says where the cloud is.
  const mean = { name: 'mean', ink: 'mean', curve: thin(dutyCycleMean(input), POINTS) };
  const series: readonly Series[] = many ? [mean, ...pods, { ...mean, quiet: true }] : pods;
  const profile = profileOf(input.header.plan.scenario.hpa.metric.profile);
  const full = fullScale(profile);
  const dutyIsMetric = targetOf(input.header.plan) <= full;
  return {
    title: `Duty cycle per pod (${curves.size} ${curves.size === 1 ? 'pod' : 'pods'})`,
    unit: profile.unit === 'percent' ? '%' : 'share of the time, 0 to 1',
    height: 128,
    series,
    deadlines: deadlinesOf(input, ['dutyCycleZero']),
    levels: dutyIsMetric ? [{ name: 'target', value: targetOf(input.header.plan) }] : [],
    marks: [],
    max: full,
    sources: ['exporter', 'prometheus'],
  };
}

function metricPanel(input: ReportInput): Panel {
  const { metric } = input.header.plan.scenario.hpa;
  return {
    title: 'What the HPA saw',
    unit: `${metric.name}, average per pod`,
    height: 92,
    series: [
      { name: 'custom metrics API', ink: 'api', curve: thin(customMetric(input), POINTS) },
      { name: 'HPA status', ink: 'hpa', curve: thin(hpaMetric(input), POINTS) },
    ],
    levels: [{ name: 'target', value: targetOf(input.header.plan) }],
    marks: [],
    sources: ['custom-metrics', 'hpa'],
  };
}

/** CPU has a panel of its own where the HPA scales on it too (row S8). */
function cpuPanel(input: ReportInput): readonly Panel[] {
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
      series: [{ name: 'HPA status', ink: 'hpa', curve: thin(hpaResource(input, 'cpu'), POINTS) }],
      levels: [{ name: 'target', value: target }],
      marks: [],
      sources: ['hpa'],
    },
  ];
}

function replicasPanel(input: ReportInput): Panel {
  const { minReplicas, maxReplicas } = input.header.plan.scenario.hpa;
  return {
    title: 'Replicas',
    unit: 'pods',
    height: 112,
    series: [
      { name: 'ready', ink: 'ready', curve: thin(replicas(input, 'ready'), POINTS), filled: true },
      { name: 'current', ink: 'current', curve: thin(replicas(input, 'current'), POINTS) },
      { name: 'desired', ink: 'desired', curve: thin(replicas(input, 'desired'), POINTS) },
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

function latencyPanel(input: ReportInput): Panel {
  return {
    title: 'Latency',
    unit: 'ms from the intended start',
    height: 100,
    series: [
      { name: 'p95', ink: 'p95', curve: thin(latency(input, 95), POINTS) },
      { name: 'p50', ink: 'p50', curve: thin(latency(input, 50), POINTS) },
    ],
    levels: latencyBounds(input),
    marks: unansweredMarks(input),
    sources: ['load'],
  };
}

function latencyBounds({ header }: ReportInput): readonly Level[] {
  return header.plan.scenario.assertions.flatMap((spec) =>
    spec.kind === 'latency'
      ? [{ name: `p${spec.percentile} below${spec.stage ? ` (${spec.stage})` : ''}`, value: spec.below }]
      : [],
  );
}

/** Requests without a right answer, one mark per quarter second so that thousands do not swell the page. */
function unansweredMarks({ timeline }: ReportInput): readonly Mark[] {
  const start = loadSpan(timeline).start ?? timeline.startedAt;
  const bad = timeline.of('request').filter((request) => request.outcome !== 'ok');
  const slots = Map.groupBy(bad, (request) => Math.floor((request.at - start) / 250));
  return [...slots.values()].slice(0, 600).map((list) => {
    const kinds = [...new Set(list.map((request) => request.outcome))].join(', ');
    return {
      at: list[0]!.at,
      ink: kinds.includes('lost') ? 'lost' : 'refused',
      title: `${list.length} not answered: ${kinds}`,
    };
  });
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
    return bounds
      .filter((bound) => bound.unit === 'ms' && SAID[bound.name] !== undefined)
      .map((bound) => ({ at: from + bound.value, name: `${id} ${SAID[bound.name]}` }));
  });
}
