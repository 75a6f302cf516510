import { formatDuration } from '../../units/duration.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, originOf, when } from '../facts.ts';
import { figure } from '../metric-hops.ts';
import { scaleOutLine } from '../signal.ts';

/** The HPA wanted more pods than maxReplicas lets it have. */
export function atMaxReplicas({ plan, timeline }: Facts): Finding | undefined {
  const origin = originOf(timeline);
  const { maxReplicas, metric } = plan.scenario.hpa;
  const line = scaleOutLine(plan);
  const capped = timeline
    .of('hpa')
    .filter(
      (seen) =>
        seen.at >= origin &&
        seen.current >= maxReplicas &&
        seen.conditions.some(
          (c) => c.type === 'ScalingLimited' && c.status === 'True' && c.reason === 'TooManyReplicas',
        ) &&
        seen.metrics.some((m) => m.value !== null && m.value > line),
    );
  const first = capped[0];
  if (!first) return undefined;
  const highest = Math.max(...capped.flatMap((seen) => seen.metrics.map((m) => m.value ?? 0)));
  return {
    id: 'AT_MAX',
    title: `The HPA was held at maxReplicas ${maxReplicas} while it wanted more`,
    hop: 'hpa',
    evidence: [
      `TooManyReplicas from ${when(timeline, first.at)}, seen last at ${when(timeline, capped.at(-1)!.at)} (${formatDuration(capped.at(-1)!.at - first.at)})`,
      `${metric.name} was up to ${figure(highest)} per pod at ${maxReplicas} replicas, target ${metric.averageValue}`,
    ],
    fix: `Raise maxReplicas above ${maxReplicas} if there are GPUs for it, or accept that this load is more than the service is sized for.`,
  };
}
