import { profileOf } from '../../metric/catalogue.ts';
import { fullScale } from '../../metric/profile.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, originOf, when } from '../facts.ts';
import { figure } from '../metric-hops.ts';
import { type MetricHop, peakOf, readingsAt, scaleOutLine } from '../signal.ts';

/** The metric was there under load but never high enough for the HPA to add a pod. */
export function targetOutOfReach({ plan, timeline, verdicts }: Facts): Finding | undefined {
  if (!verdicts.some((verdict) => verdict.status === 'failed')) return undefined;
  const line = scaleOutLine(plan);
  const origin = originOf(timeline);
  const peaks = (['hpa', 'custom-metrics', 'prometheus'] satisfies MetricHop[]).flatMap((hop) => {
    const peak = peakOf(readingsAt(plan, timeline, hop).filter((reading) => reading.at >= origin));
    return peak ? [{ hop, peak }] : [];
  });
  const seen = peaks[0];
  // The pipeline's own peak is per pod and may pass the line while the average that the HPA sees does not.
  if (!seen || seen.peak.value <= 0 || seen.peak.value > line || scaledOut(timeline, origin))
    return undefined;
  const { metric } = plan.scenario.hpa;
  const full = fullScale(profileOf(metric.profile));
  return {
    id: 'TARGET_OUT_OF_REACH',
    title: 'The metric never passed the target of the HPA',
    hop: 'hpa',
    evidence: [
      `target ${metric.averageValue} and its tolerance: pods are added only above ${figure(line)}`,
      ...peaks.map(
        ({ hop, peak }) => `highest value at ${hop}: ${figure(peak.value)} at ${when(timeline, peak.at)}`,
      ),
      ...(line > full
        ? [
            `a duty cycle ends at ${full}, so a target of ${full === 100 ? '91' : '910m'} or more can never add a pod`,
          ]
        : []),
    ],
    fix: `Lower the target of ${metric.name} well below ${figure(seen.peak.value)}, or send more load per pod.`,
  };
}

function scaledOut(timeline: Facts['timeline'], origin: number): boolean {
  const list = timeline.of('replicas').filter((seen) => seen.at >= origin);
  return list.some((seen) => seen.desired > list[0]!.desired);
}
