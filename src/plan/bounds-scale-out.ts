import { formatDuration } from '../units/duration.ts';
import type { BoundsContext } from './bounds-context.ts';
import { givenBound, OBSERVATION_MS, pipelineTerms, type Term, upperBound } from './lag.ts';
import type { Bound } from './plan.ts';
import { policyTime } from './policy-steps.ts';
import { scaleOutRounds } from './rounds.ts';

/** The wanted size, and how long after load start it may take. */
export function scaleOutBounds(
  spec: {
    readonly atLeast?: number | undefined;
    readonly exactly?: number | undefined;
    readonly within?: number | undefined;
  },
  context: BoundsContext,
): readonly Bound[] {
  const wanted = spec.exactly ?? spec.atLeast ?? 0;
  const name = spec.exactly === undefined ? 'atLeast' : 'exactly';
  return [
    givenBound(name, wanted, 'replicas', `${wanted} replicas`),
    spec.within === undefined
      ? scaleOutWithin(wanted, context)
      : givenBound('within', spec.within, 'ms', `${formatDuration(spec.within)} after load start`),
  ];
}

/** How long after load start a size may take, computed. */
export function scaleOutWithin(replicas: number, { scenario, timing, shape }: BoundsContext): Bound {
  const { hpa, workload, load } = scenario;
  const rounds = scaleOutRounds(hpa, replicas);
  const again = rounds.sizes.length - 2;
  const policies = policyTime(hpa.minReplicas, replicas, hpa, timing.syncPeriodMs);
  const pod: readonly Term[] = [
    ['start-up budget', workload.startupBudget],
    ['readiness period', workload.readinessPeriod],
  ];
  const perRequest = shape.peakRate > 0 ? 1000 / shape.peakRate : 0;
  const bound = upperBound(
    'within',
    'load start',
    [
      ...pipelineTerms(timing, 'first'),
      [`policies ${policies.sizes.join('->')}`, policies.ms],
      ...pod,
      ...Array.from({ length: Math.max(0, again) }, (_, round): readonly Term[] => [
        [
          `round ${round + 2} (${rounds.sizes[round + 1]}->${rounds.sizes[round + 2]}) pipeline`,
          sumOf(pipelineTerms(timing, 'known')),
        ],
        [`round ${round + 2} pods`, sumOf(pod)],
      ]).flat(),
      ['first answer of each pod', Math.round(replicas * load.requestsPerConnection * perRequest)],
      ['observation', OBSERVATION_MS],
    ],
    [
      ['peak rate reached', shape.peakFromMs],
      ['scale-up window', (hpa.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000],
    ],
  );
  return rounds.unreachable === undefined
    ? bound
    : { ...bound, arithmetic: `${bound.arithmetic}; but ${rounds.unreachable}` };
}

function sumOf(terms: readonly Term[]): number {
  return terms.reduce((sum, [, ms]) => sum + ms, 0);
}
