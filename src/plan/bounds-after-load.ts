import { formatDuration } from '../units/duration.ts';
import type { BoundsContext } from './bounds-context.ts';
import { givenBound, OBSERVATION_MS, pipelineTerms, type Term, upperBound } from './lag.ts';
import type { Bound } from './plan.ts';
import { policyTime } from './policy-steps.ts';

/** Jitter of stamps and of the HPA's own clock in a lower bound; windows themselves are exact. */
const JITTER_MS = 1000;

/** The HPA's scale-down stabilization window: the scenario's own, else the controller's. */
export function downscaleWindowMs({ scenario, timing }: Pick<BoundsContext, 'scenario' | 'timing'>): number {
  const seconds = scenario.hpa.behavior?.scaleDown?.stabilizationWindowSeconds;
  return seconds === undefined ? timing.downscaleStabilizationMs : seconds * 1000;
}

/** How long after load end the metric may take to read 0 everywhere. */
export function dutyCycleZeroWithin(within: number | undefined, context: BoundsContext): Bound {
  if (within !== undefined) return givenAfterLoad(within);
  return upperBound('within', 'load end', [...fallTerms(context), ['observation', OBSERVATION_MS]]);
}

/** The final size, and the earliest and latest time after load end at which it may be reached. */
export function scaleInBounds(
  spec: {
    readonly to?: number | undefined;
    readonly notBefore?: number | undefined;
    readonly within?: number | undefined;
  },
  context: BoundsContext,
): readonly Bound[] {
  const to = spec.to ?? context.scenario.hpa.minReplicas;
  return [
    {
      name: 'to',
      value: to,
      unit: 'replicas',
      arithmetic: spec.to === undefined ? `hpa.minReplicas ${to}` : `${to} replicas, as the scenario says`,
    },
    spec.notBefore === undefined
      ? scaleInNotBefore(context)
      : givenBound('notBefore', spec.notBefore, 'ms', `${formatDuration(spec.notBefore)} after load end`),
    spec.within === undefined ? scaleInWithin(to, context) : givenAfterLoad(spec.within),
  ];
}

/** How long after load end the pods of the last step may hold their GPUs. */
export function gpusReleasedWithin(within: number | undefined, context: BoundsContext): Bound {
  return within === undefined
    ? scaleInWithin(context.scenario.hpa.minReplicas, context)
    : givenAfterLoad(within);
}

function scaleInWithin(to: number, context: BoundsContext): Bound {
  const { scenario, timing } = context;
  const policies = policyTime(scenario.hpa.maxReplicas, to, scenario.hpa, timing.syncPeriodMs);
  return upperBound(
    'within',
    'load end',
    [...fallTerms(context), ['observation', OBSERVATION_MS]],
    [
      ['stabilization window', downscaleWindowMs(context)],
      [`policies ${policies.sizes.join('->')}`, policies.ms],
      // The HPA counts an entry exactly as old as the window when `behavior` is absent: one sync more.
      ['sync after the window', timing.syncPeriodMs],
      ['termination grace', scenario.workload.terminationGrace],
    ],
  );
}

/**
 * The HPA keeps the highest recommendation of the window. At the peak's end it still recommended more than the
 * final size, at the latest one sync before; so the final size cannot come earlier than a window after that.
 */
function scaleInNotBefore(context: BoundsContext): Bound {
  const { timing, shape } = context;
  const windowMs = downscaleWindowMs(context);
  const early = shape.peakToMs - shape.loadMs;
  const value = early + windowMs - timing.syncPeriodMs - JITTER_MS;
  const peak = early === 0 ? '' : `peak's end ${formatDuration(early)} + `;
  return {
    name: 'notBefore',
    value,
    unit: 'ms',
    arithmetic: `${peak}stabilization window ${formatDuration(windowMs)} - sync ${formatDuration(timing.syncPeriodMs)} - jitter ${formatDuration(JITTER_MS)} = ${formatDuration(value)} after load end`,
  };
}

/** From load end to an HPA that sees the metric at rest. */
function fallTerms({ scenario, timing }: BoundsContext): readonly Term[] {
  return [['last answers', scenario.load.timeout], ...pipelineTerms(timing, 'known')];
}

function givenAfterLoad(within: number): Bound {
  return givenBound('within', within, 'ms', `${formatDuration(within)} after load end`);
}
