import type { Plan } from '../plan/plan.ts';
import type { Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { HopSighting } from './hop-sighting.ts';
import { type MetricHop, peakOf, type Reading, readingsAt, targetOf } from './signal.ts';

/** The first reading above a level from load start on, at one hop where the signal is a number. */
export function sightSignal(
  plan: Plan,
  timeline: Timeline,
  origin: Instant,
  hop: Exclude<MetricHop, 'hpa'>,
): HopSighting {
  const all = readingsAt(plan, timeline, hop);
  if (all.length === 0) {
    if (hop === 'custom-metrics') return sightSilence(timeline);
    // It is asked in every run that has one, so that its silence says something.
    return hop === 'adapter-prometheus' ? { ...unread(hop), observed: true } : unread(hop);
  }
  // A device counts as soon as it is busy at all: how busy is for the layers above to say.
  const level = hop === 'device' ? 0 : targetOf(plan);
  const since = all.filter((reading) => reading.at >= origin);
  const first = since.find((reading) => reading.value > level);
  if (!first) return { hop, at: null, observed: true, evidence: neverAbove(since, level, origin) };
  const above = hop === 'device' ? 'busy' : `above the target ${level}`;
  return {
    hop,
    at: first.at,
    observed: true,
    evidence: `${first.of} at ${figure(first.value)}, first ${above}${readLater(first, origin)}`,
  };
}

const NO_SOURCE = {
  device: 'the devices were not read',
  exporter: 'the exporter was not read directly',
  prometheus: 'Prometheus gave no value of this series',
  'adapter-prometheus': 'the Prometheus that the adapter asks gave no value of this series',
  'custom-metrics': 'the custom metrics API was not asked',
} as const;

function unread(hop: keyof typeof NO_SOURCE): HopSighting {
  return { hop, at: null, observed: false, evidence: `not observed: ${NO_SOURCE[hop]}` };
}

/** The custom metrics API gave no value: it answered with none, failed whenever it was asked, or was not asked. */
function sightSilence(timeline: Timeline): HopSighting {
  const hop = 'custom-metrics';
  const answers = timeline.of('customMetric').length;
  const failure = timeline.of('gap').findLast((gap) => gap.source === hop);
  if (answers > 0)
    return { hop, at: null, observed: true, evidence: `answered ${answers} times, each time with no value` };
  if (failure) return { hop, at: null, observed: true, evidence: `never answered: ${failure.reason}` };
  return unread(hop);
}

function neverAbove(readings: readonly Reading[], level: number, origin: Instant): string {
  const peak = peakOf(readings);
  if (!peak) return 'no value after load start';
  if (level === 0) return `never busy: highest value ${figure(peak.value)}`;
  return `never above the target ${level}: highest value ${figure(peak.value)} (${peak.of}) at ${formatOffset(peak.at, origin)}`;
}

function readLater(reading: Reading, origin: Instant): string {
  const wait = reading.seenAt - reading.at;
  if (wait < 50) return '';
  return ` (read ${formatDuration(wait)} later, at ${formatOffset(reading.seenAt, origin)})`;
}

/** A metric value as a reader wants it: at most one decimal, of a ratio at most three. */
export function figure(value: number): string {
  const scale = Math.abs(value) < 1 ? 1000 : 10;
  return String(Math.round(value * scale) / scale);
}
