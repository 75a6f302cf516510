import type { Plan } from '../plan/plan.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import type { AssertionKind } from '../scenario/schema.ts';
import { HOPS, type Hop, type Verdict } from '../verdict/verdict.ts';
import type { HopSighting } from './hop-sighting.ts';
import { sightHops } from './hop-timeline.ts';
import { requestsLostInTermination } from './lost-in-termination.ts';
import { sightScaleIn } from './scale-in-hops.ts';
import { hasTwoPrometheus, type MetricHop, peakOf, readingsAt, targetOf } from './signal.ts';

/** The first hop of the chain that broke behind a failed verdict; `undefined` for other verdicts or when the record does not tell. */
export function firstBrokenHop(plan: Plan, timeline: Timeline, verdict: Verdict): Hop | undefined {
  if (verdict.status !== 'failed') return undefined;
  const kind = plan.assertions.find((planned) => planned.id === verdict.assertion)?.spec.kind;
  return kind === undefined ? undefined : BROKEN[kind](plan, timeline);
}

/** The same verdicts, each failed one with the hop that broke first, where the record tells. */
export function attachBrokenHops(
  verdicts: readonly Verdict[],
  plan: Plan,
  timeline: Timeline,
): readonly Verdict[] {
  return verdicts.map((verdict) => {
    const brokenHop = firstBrokenHop(plan, timeline, verdict);
    return brokenHop === undefined ? verdict : { ...verdict, brokenHop };
  });
}

type Locate = (plan: Plan, timeline: Timeline) => Hop | undefined;

const BROKEN = {
  scalesOut: scaleOutBreak,
  metricBeforeScaleOut: scaleOutBreak,
  replicasWithin: (plan, timeline) => (hpaLeftItsBounds(plan, timeline) ? 'hpa' : 'deployment'),
  dutyCycleZero: scaleInBreak,
  scalesIn: (plan, timeline) => scaleInBreak(plan, timeline) ?? 'hpa',
  gpusReleased: (plan, timeline) => scaleInBreak(plan, timeline) ?? 'pod',
  noFlapping: () => 'hpa',
  latency: (plan, timeline) => scaleOutBreak(plan, timeline) ?? 'latency',
  errorRate: lossBreak,
  noRequestLost: lossBreak,
  loadStops: () => 'load',
  imagesStyled: () => 'latency',
  hpaHealthy: (plan, timeline) => scaleOutBreak(plan, timeline) ?? 'hpa',
  hpaFollowsSpec: () => 'hpa',
  hpaUnchanged: () => 'hpa',
} satisfies Record<AssertionKind, Locate>;

function scaleOutBreak(plan: Plan, timeline: Timeline): Hop | undefined {
  const sightings = sightHops(plan, timeline);
  if (sightings.length === 0) return 'load';
  if (neverServed(timeline)) return 'ready';
  const broken = sightings.find((sighting) => sighting.observed && sighting.at === null)?.hop;
  // A value that stayed low all along is not broken at the first layer that tells so, but where it was lost.
  return broken !== undefined && METRIC_HOPS.includes(broken as MetricHop) && broken !== 'device'
    ? whereSignalWasLost(plan, timeline)
    : broken;
}

/** Whether the pods were watched and none of them was ever Ready: then no device could become busy. */
function neverServed(timeline: Timeline): boolean {
  const pods = timeline.of('pod');
  return pods.length > 0 && !pods.some((seen) => seen.change === 'ready');
}

const METRIC_HOPS: readonly MetricHop[] = [
  'device',
  'exporter',
  'prometheus',
  'adapter-prometheus',
  'custom-metrics',
  'hpa',
];

/** The first hop whose value is a class below that of the hops before it; the HPA when every layer agrees. */
function whereSignalWasLost(plan: Plan, timeline: Timeline): Hop {
  const origin = loadSpan(timeline).start ?? timeline.startedAt;
  const target = targetOf(plan);
  let best = 0;
  for (const hop of METRIC_HOPS) {
    const readings = readingsAt(plan, timeline, hop).filter((reading) => reading.at >= origin);
    if (readings.length === 0 && !wasAsked(plan, timeline, hop)) continue;
    const peak = peakOf(readings)?.value ?? 0;
    const strength = peak > target ? 2 : peak > 0 ? 1 : 0;
    if (strength < best) return hop;
    best = strength;
  }
  return 'hpa';
}

/** Whether silence at a hop says something: HPA, custom metrics API and the adapter's Prometheus are asked and may answer nothing. */
function wasAsked(plan: Plan, timeline: Timeline, hop: MetricHop): boolean {
  if (hop === 'hpa') return timeline.of('hpa').length > 0;
  if (hop === 'adapter-prometheus') return hasTwoPrometheus(plan);
  if (hop !== 'custom-metrics') return false;
  return timeline.of('customMetric').length > 0 || timeline.of('gap').some((gap) => gap.source === hop);
}

function scaleInBreak(plan: Plan, timeline: Timeline): Hop | undefined {
  return sightScaleIn(plan, timeline).find(missing)?.hop;
}

function missing(sighting: HopSighting): boolean {
  return sighting.observed && sighting.at === null;
}

function lossBreak(plan: Plan, timeline: Timeline): Hop {
  if (requestsLostInTermination(plan, timeline).length > 0) return 'pod';
  const reached = scaleOutBreak(plan, timeline);
  return reached !== undefined && HOPS.indexOf(reached) > HOPS.indexOf('deployment') ? reached : 'latency';
}

function hpaLeftItsBounds(plan: Plan, timeline: Timeline): boolean {
  const { minReplicas, maxReplicas } = plan.scenario.hpa;
  return timeline
    .of('hpa')
    .some((seen) => seen.desired > maxReplicas || (seen.desired > 0 && seen.desired < minReplicas));
}
