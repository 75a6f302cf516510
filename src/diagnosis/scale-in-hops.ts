import type { Plan } from '../plan/plan.ts';
import type { HopTime } from '../record/run-record.ts';
import { oncePerTimeline } from '../sample/once-per-timeline.ts';
import { lastAt, loadSpan, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { Hop } from '../verdict/verdict.ts';
import { type HopSighting, layOutHops } from './hop-sighting.ts';
import { figure } from './metric-hops.ts';
import { hasTwoPrometheus, type MetricHop, readingsAt } from './signal.ts';

/**
 * When the end of the load reached each hop, from load end to the last pod gone: the mirror of `hopTimeline`.
 * Empty when the load never ended. Ready, endpoint and latency have no mirror and are left out.
 */
export function scaleInTimeline(plan: Plan, timeline: Timeline): readonly HopTime[] {
  const origin = loadSpan(timeline).end;
  return origin === undefined ? [] : layOutHops(sightScaleIn(plan, timeline), origin);
}

/** The sightings behind `scaleInTimeline`. */
export const sightScaleIn = oncePerTimeline((plan: Plan, timeline): readonly HopSighting[] => {
  const origin = loadSpan(timeline).end;
  if (origin === undefined) return [];
  return [
    { hop: 'load', at: origin, observed: true, evidence: 'load ended' },
    sightZero(plan, timeline, origin, 'device'),
    sightZero(plan, timeline, origin, 'exporter'),
    sightZero(plan, timeline, origin, 'prometheus'),
    ...(hasTwoPrometheus(plan) ? [sightZero(plan, timeline, origin, 'adapter-prometheus')] : []),
    sightZero(plan, timeline, origin, 'custom-metrics'),
    sightLowered('hpa', timeline.of('hpa'), origin, plan.scenario.hpa.minReplicas),
    sightLowered('deployment', timeline.of('replicas'), origin, plan.scenario.hpa.minReplicas),
    sightPodsGone(timeline, origin, plan.scenario.hpa.minReplicas),
  ];
});

/** The reading from which on the signal of every pod or device is 0. */
function sightZero(
  plan: Plan,
  timeline: Timeline,
  origin: Instant,
  hop: Exclude<MetricHop, 'hpa'>,
): HopSighting {
  const readings = readingsAt(plan, timeline, hop);
  if (readings.length === 0) return { hop, at: null, observed: false, evidence: 'not observed' };
  const since = readings.filter((reading) => reading.at >= origin);
  const lastBusy = since.findLast((reading) => reading.value > 0);
  const firstIdle = since.find((reading) => reading.value === 0 && reading.at > (lastBusy?.at ?? 0));
  if (firstIdle)
    return { hop, at: firstIdle.at, observed: true, evidence: 'every reading is 0 from here on' };
  const last = since.at(-1);
  const seen = last ? `last reading ${figure(last.value)} (${last.of})` : 'no reading after load end';
  return { hop, at: null, observed: true, evidence: `not seen at 0: ${seen}` };
}

function sightLowered(
  hop: Hop,
  list: readonly { readonly at: Instant; readonly desired: number }[],
  origin: Instant,
  min: number,
): HopSighting {
  if (list.length === 0) return { hop, at: null, observed: false, evidence: 'not observed' };
  const peak = lastAt(list, origin)?.desired ?? list[0]!.desired;
  if (peak <= min) return nothingToScaleIn(hop, peak);
  const reached = list.find((seen) => seen.at >= origin && seen.desired <= min);
  if (reached) {
    const sizes = list.filter(({ at }) => at > origin && at <= reached.at).map(({ desired }) => desired);
    const steps = [peak, ...sizes].filter((size, index, all) => size !== all[index - 1]);
    return { hop, at: reached.at, observed: true, evidence: `desired ${steps.join(' -> ')}` };
  }
  return {
    hop,
    at: null,
    observed: true,
    evidence: `desired last seen at ${list.at(-1)!.desired}, wanted ${min}`,
  };
}

function sightPodsGone(timeline: Timeline, origin: Instant, min: number): HopSighting {
  if (timeline.of('pod').length === 0) {
    return { hop: 'pod', at: null, observed: false, evidence: 'not observed' };
  }
  const alive = new Set<string>();
  let atStart: number | undefined;
  for (const seen of timeline.of('pod')) {
    if (seen.at > origin) atStart ??= alive.size;
    if (seen.change === 'deleted') alive.delete(seen.pod);
    else alive.add(seen.pod);
    if (seen.at >= origin && (atStart ?? 0) > min && alive.size <= min) {
      return {
        hop: 'pod',
        at: seen.at,
        observed: true,
        evidence: `${alive.size} left, ${seen.pod} gone last`,
      };
    }
  }
  const held = atStart ?? alive.size;
  if (held <= min) return nothingToScaleIn('pod', held);
  return {
    hop: 'pod',
    at: null,
    observed: true,
    evidence: `${alive.size} left at the end, wanted ${min}`,
  };
}

// Not a break: where nothing had been added, nothing has to go.
function nothingToScaleIn(hop: Hop, count: number): HopSighting {
  return { hop, at: null, observed: false, evidence: `nothing to scale in: ${count} at load end` };
}
