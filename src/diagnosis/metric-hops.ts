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
  const target = targetOf(plan);
  const since = all.filter((reading) => reading.at >= origin);
  const first = since.find((reading) => reading.value > target);
  if (hop === 'device') return sightDevice(since, first, target, origin);
  if (!first) return { hop, at: null, observed: true, evidence: neverAbove(since, target, origin) };
  return { hop, at: first.at, observed: true, evidence: aboveTarget(first, target, origin) };
}

/**
 * A device counts as soon as it is busy at all, for whether that is enough is for the layers above to say; where it came above the
 * target it counts from then on, or the time that the load took to rise would be the exporter's.
 */
function sightDevice(
  since: readonly Reading[],
  first: Reading | undefined,
  target: number,
  origin: Instant,
): HopSighting {
  const hop = 'device';
  const busy = since.find((reading) => reading.value > 0);
  if (!busy) return { hop, at: null, observed: true, evidence: neverAbove(since, 0, origin) };
  if (!first) {
    const evidence = `${busy.of} at ${figure(busy.value)}, first busy, and never above the target ${target}`;
    return { hop, at: busy.at, observed: true, evidence };
  }
  const before = busy === first ? '' : `; busy from ${formatOffset(busy.at, origin)} on`;
  return { hop, at: first.at, observed: true, evidence: `${aboveTarget(first, target, origin)}${before}` };
}

function aboveTarget(first: Reading, target: number, origin: Instant): string {
  return `${first.of} at ${figure(first.value)}, first above the target ${target}${readLater(first, origin)}`;
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
