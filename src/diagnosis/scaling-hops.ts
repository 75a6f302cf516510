import type { Plan } from '../plan/plan.ts';
import { lastAt, type Timeline } from '../sample/timeline.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { HopSighting } from './hop-sighting.ts';
import { figure } from './metric-hops.ts';
import { peakOf, readingsAt, scaleOutLine, targetOf } from './signal.ts';

/** The first image sent from load start on. */
export function sightLoad(plan: Plan, timeline: Timeline, origin: Instant): HopSighting {
  const requests = timeline.of('request');
  if (requests.length === 0) {
    return {
      hop: 'load',
      at: null,
      observed: true,
      evidence: `no image was sent of ${plan.arrivals.length} asked`,
    };
  }
  const first = requests.reduce(
    (soonest, request) => Math.min(soonest, request.sentAt),
    Number.POSITIVE_INFINITY,
  );
  return {
    hop: 'load',
    at: origin,
    observed: true,
    evidence: `load started; first image sent at ${formatOffset(first, origin)}`,
  };
}

/** The HPA asking for more replicas than it asked for at load start. */
export function sightHpa(plan: Plan, timeline: Timeline, origin: Instant): HopSighting {
  const list = timeline.of('hpa');
  if (list.length === 0)
    return { hop: 'hpa', at: null, observed: false, evidence: 'not observed: the HPA was not watched' };
  const atStart = lastAt(list, origin) ?? list[0]!;
  // Before its first sync the HPA's status says 0, and going from 0 to what runs already is no scale-out.
  const before = Math.max(atStart.desired, atStart.current);
  const raised = list.find((seen) => seen.at >= origin && seen.desired > before);
  const readings = readingsAt(plan, timeline, 'hpa').filter((reading) => reading.at >= origin);
  const above = readings.find((reading) => reading.value > targetOf(plan));
  if (raised) {
    const cause = above
      ? `; status metric ${figure(above.value)} above ${targetOf(plan)} at ${formatOffset(above.at, origin)}`
      : '';
    return {
      hop: 'hpa',
      at: raised.at,
      observed: true,
      evidence: `desired ${before} -> ${raised.desired}${cause}`,
    };
  }
  return {
    hop: 'hpa',
    at: null,
    observed: true,
    evidence: `desired stayed at ${before}: ${whyNotRaised(plan, timeline, origin)}`,
  };
}

function whyNotRaised(plan: Plan, timeline: Timeline, origin: Instant): string {
  const peak = peakOf(readingsAt(plan, timeline, 'hpa').filter((reading) => reading.at >= origin));
  const inactive = timeline
    .of('hpa')
    .at(-1)
    ?.conditions.find((c) => c.type === 'ScalingActive' && c.status === 'False');
  if (!peak) return inactive ? `${inactive.reason}: ${inactive.message}` : 'its status had no metric value';
  const line = scaleOutLine(plan);
  if (peak.value <= line) {
    return `highest status metric ${figure(peak.value)}, and it adds pods only above ${figure(line)} (target ${targetOf(plan)} and its tolerance)`;
  }
  return `although its status metric rose to ${figure(peak.value)} at ${formatOffset(peak.at, origin)}`;
}

/** `spec.replicas` of the Deployment rising above what it was at load start. */
export function sightDeployment(timeline: Timeline, origin: Instant): HopSighting {
  const list = timeline.of('replicas');
  if (list.length === 0) {
    return {
      hop: 'deployment',
      at: null,
      observed: false,
      evidence: 'not observed: the Deployment was not watched',
    };
  }
  const before = lastAt(list, origin)?.desired ?? list[0]!.desired;
  const raised = list.find((seen) => seen.at >= origin && seen.desired > before);
  if (!raised)
    return {
      hop: 'deployment',
      at: null,
      observed: true,
      evidence: `spec.replicas never rose above ${before}`,
    };
  return {
    hop: 'deployment',
    at: raised.at,
    observed: true,
    evidence: `spec.replicas ${before} -> ${raised.desired}`,
  };
}
