import type { AssertionKind, AssertionSpec } from '../scenario/schema.ts';
import { formatDuration } from '../units/duration.ts';
import { parseQuantity } from '../units/quantity.ts';
import { dutyCycleZeroWithin, gpusReleasedWithin, scaleInBounds } from './bounds-after-load.ts';
import type { BoundsContext } from './bounds-context.ts';
import { scaleOutBounds } from './bounds-scale-out.ts';
import { givenBound, OBSERVATION_MS, pipelineTerms, upperBound } from './lag.ts';
import type { Bound } from './plan.ts';

type SpecOf<K extends AssertionKind> = Extract<AssertionSpec, { readonly kind: K }>;
type BoundsOf = {
  readonly [K in AssertionKind]: (spec: SpecOf<K>, context: BoundsContext) => readonly Bound[];
};

const BOUNDS: BoundsOf = {
  scalesOut: scaleOutBounds,
  scalesIn: scaleInBounds,
  dutyCycleZero: (spec, context) => [dutyCycleZeroWithin(spec.within, context)],
  gpusReleased: (spec, context) => [gpusReleasedWithin(spec.within, context)],
  replicasWithin: (spec, { scenario: { hpa } }) => [
    limit('min', spec.min, hpa.minReplicas, 'hpa.minReplicas'),
    limit('max', spec.max, hpa.maxReplicas, 'hpa.maxReplicas'),
  ],
  metricBeforeScaleOut: (_, { scenario: { hpa } }) => [
    givenBound(
      'target',
      parseQuantity(hpa.metric.averageValue) ?? Number.NaN,
      'percent',
      `hpa.metric.averageValue ${hpa.metric.averageValue}`,
    ),
  ],
  noFlapping: (spec, { scenario: { hpa } }) => [
    givenBound(
      'maxDirectionChanges',
      spec.maxDirectionChanges,
      'changes',
      `${spec.maxDirectionChanges} changes of direction`,
    ),
    limit('maxStep', spec.maxStep, hpa.maxReplicas - hpa.minReplicas, 'hpa.maxReplicas - hpa.minReplicas'),
  ],
  latency: (spec) => [
    givenBound('below', spec.below, 'ms', `p${spec.percentile} below ${formatDuration(spec.below)}`),
  ],
  errorRate: (spec) => [
    givenBound('below', spec.below, 'share', `at most ${spec.below * 100} % of requests`),
  ],
  noRequestLost: () => [],
  loadStops: (spec, context) => [stopWithin(spec.within, context)],
  imagesStyled: () => [],
  hpaHealthy: (spec, context) => [
    spec.longestBad === undefined
      ? longestBad(context)
      : givenBound('longestBad', spec.longestBad, 'ms', formatDuration(spec.longestBad)),
  ],
  hpaFollowsSpec: () => [],
  hpaUnchanged: () => [],
};

/** From the scale-down of a Deployment to a pod that is gone, beside what the pod itself takes. */
const POD_END_MS = 2000;

/** The bounds of one assertion, each with its arithmetic. */
export function boundsOf<K extends AssertionKind>(spec: SpecOf<K>, context: BoundsContext): readonly Bound[] {
  const compute = BOUNDS[spec.kind] as (spec: SpecOf<K>, context: BoundsContext) => readonly Bound[];
  return compute(spec, context);
}

function limit(name: string, given: number | undefined, own: number, from: string): Bound {
  return given === undefined
    ? { name, value: own, unit: 'replicas', arithmetic: `${from} ${own}` }
    : givenBound(name, given, 'replicas', `${name} ${given}`);
}

/** Told to stop, a generator still waits for the answers that are on their way. */
function stopWithin(within: number | undefined, { scenario }: BoundsContext): Bound {
  if (within !== undefined) return givenBound('within', within, 'ms', formatDuration(within));
  return upperBound('within', 'the stop was asked for', [
    ['request timeout', scenario.load.timeout],
    ['end of its pod', POD_END_MS],
    ['observation', OBSERVATION_MS],
  ]);
}

/** An HPA that was just applied has no metric until the first pod is up and its first value came through. */
function longestBad({ scenario, timing }: BoundsContext): Bound {
  return upperBound('longestBad', 'the condition turned bad', [
    ['start-up budget', scenario.workload.startupBudget],
    ...pipelineTerms(timing, 'first'),
    ['observation', OBSERVATION_MS],
  ]);
}
