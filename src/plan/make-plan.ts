import type { Scenario } from '../scenario/schema.ts';
import { formatDuration } from '../units/duration.ts';
import { parseQuantity } from '../units/quantity.ts';
import { boundsOf } from './bounds.ts';
import { downscaleWindowMs } from './bounds-after-load.ts';
import type { BoundsContext } from './bounds-context.ts';
import { scaleOutWithin } from './bounds-scale-out.ts';
import { budgetOf, budgetWarnings } from './budget.ts';
import { OBSERVATION_MS, pipelineTerms, total } from './lag.ts';
import { shapeLoad } from './load-shape.ts';
import type { Plan, PlannedAssertion } from './plan.ts';
import { fullDutyCycle } from './rounds.ts';
import type { Timing } from './timing.ts';

/** Time to remove pods and read the last values, where nothing tells better. */
const USUAL_END_MS = 4000;

/**
 * Turns a scenario into a plan: absolute times, every arrival, and a bound with its arithmetic for each figure an
 * assertion is held to. Pure: the same scenario, timing and seed give the same plan.
 */
export function makePlan(scenario: Scenario, timing: Timing, seed: number = scenario.seed): Plan {
  const shape = shapeLoad(scenario.load, seed);
  const context: BoundsContext = { scenario, timing, shape };
  const counts = new Map<string, number>();
  const assertions = assertionsOf(scenario).map((spec): PlannedAssertion => {
    const nth = (counts.get(spec.kind) ?? 0) + 1;
    counts.set(spec.kind, nth);
    return { id: nth === 1 ? spec.kind : `${spec.kind}#${nth}`, spec, bounds: boundsOf(spec, context) };
  });
  const { stages, arrivals, loadMs } = shape;
  const watchMs = scenario.settle ?? settleMs(assertions, context);
  const predicted = predict(context, loadMs + watchMs);
  const budget = budgetOf(context, watchMs);
  return {
    scenario,
    seed,
    timing,
    stages,
    arrivals,
    loadMs,
    settleMs: watchMs,
    assertions,
    predicted,
    budget,
    warnings: [...warningsOf(assertions, context), ...budgetWarnings(budget, predicted, arrivals.length)],
  };
}

/** A load from within the cluster has to stop whether the scenario asks for it or not: what goes on sending is a fault. */
function assertionsOf({ assertions, load }: Scenario): Scenario['assertions'] {
  if (load.kind === 'k6' || assertions.some(({ kind }) => kind === 'loadStops')) return assertions;
  return [...assertions, { kind: 'loadStops' }];
}

/** Long enough that every bound after load start has passed before the watch ends. */
function settleMs(
  assertions: readonly PlannedAssertion[],
  { scenario, timing, shape }: BoundsContext,
): number {
  const ends = assertions.flatMap(({ spec, bounds }) => {
    const within = bounds.find((bound) => bound.name === 'within')?.value;
    if (within === undefined) return [];
    return spec.kind === 'scalesOut' ? [within - shape.loadMs] : [within];
  });
  const least = scenario.load.timeout + total(pipelineTerms(timing, 'known'));
  return Math.ceil(Math.max(least, ...ends) + 2 * OBSERVATION_MS);
}

function predict(context: BoundsContext, mostMs: number): Plan['predicted'] {
  const { scenario, timing, shape } = context;
  const peak = peakReplicas(scenario, shape.peakRate);
  const lagMs = total(pipelineTerms(timing, 'known'));
  const highMs = shape.loadMs + lagMs + downscaleWindowMs(context);
  const usualMs =
    peak <= scenario.hpa.minReplicas
      ? shape.loadMs + lagMs + USUAL_END_MS
      : highMs + scenario.workload.preStopSleep + USUAL_END_MS;
  const durationMs = Math.min(usualMs, mostMs);
  const gpuMs = scenario.workload.gpusPerPod * peak * Math.min(highMs, durationMs);
  return { durationMs, gpuMinutes: Math.round(gpuMs / 6000) / 10 };
}

/** The size that the load will call for: known where the scenario names KERNEL_MS, else the one it asserts. */
function peakReplicas(scenario: Scenario, peakRate: number): number {
  const { minReplicas, maxReplicas, metric } = scenario.hpa;
  const kernelMs = Number(scenario.workload.env.KERNEL_MS) * meanArea(scenario.load);
  const target = parseQuantity(metric.averageValue) ?? Number.NaN;
  const asserted = scenario.assertions.flatMap((a) =>
    a.kind === 'scalesOut' ? (a.exactly ?? a.atLeast ?? []) : [],
  );
  const called =
    kernelMs > 0 && target > 0
      ? Math.ceil((peakRate * (kernelMs / 1000) * (fullDutyCycle(metric) ?? 100)) / target)
      : Math.max(minReplicas, ...asserted);
  return Math.min(maxReplicas, Math.max(minReplicas, called));
}

/** Mean area of the styled images, as a share of the 128x128 pixels that KERNEL_MS stands for. */
function meanArea({ size, images }: Scenario['load']): number {
  const weights = images.sizes.reduce((sum, { weight }) => sum + weight, 0);
  const areas = images.sizes.map(
    ({ width, height, weight }) => (weight * Math.min(width, height)) / Math.max(width, height),
  );
  return ((areas.reduce((sum, area) => sum + area, 0) / weights) * size ** 2) / 128 ** 2;
}

/** Things that make a verdict weaker than its writer may think. */
function warningsOf(assertions: readonly PlannedAssertion[], context: BoundsContext): readonly string[] {
  const { scenario, shape } = context;
  return assertions.flatMap(({ id, spec, bounds }) => {
    if (spec.kind !== 'scalesOut') return [];
    const within = bounds.find((bound) => bound.name === 'within')?.value ?? 0;
    if (within <= shape.loadMs) return [];
    const least = scaleOutWithin(spec.exactly ?? spec.atLeast ?? scenario.hpa.minReplicas, context).value;
    return [
      `${id}: the load ends at ${formatDuration(shape.loadMs)}, before the bound of ${formatDuration(within)}: a size not reached would be inconclusive, not failed; make the load last ${formatDuration(Math.max(within, least))}`,
    ];
  });
}
