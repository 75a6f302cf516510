import { formatDuration } from '../units/duration.ts';
import type { Bound } from './plan.ts';
import type { Timing } from './timing.ts';

/** One term of a sum of durations, in milliseconds. */
export type Term = readonly [name: string, ms: number];

/** Times what should happen at worst, for a busy machine; documented with every bound. */
export const MARGIN = 1.5;
/** How late an observation may be stamped: one look of the sampler or one round of a watch. */
export const OBSERVATION_MS = 1000;

/** The way of a value from the device to the HPA's decision, at worst; `first` adds the adapter's discovery of a new series. */
export function pipelineTerms(timing: Timing, first: 'first' | 'known'): readonly Term[] {
  return [
    ['exporter', timing.exporterIntervalMs],
    ['scrape', timing.scrapeIntervalMs],
    ['relist', first === 'first' ? timing.relistIntervalMs : 0],
    ['query window', timing.queryWindowMs],
    ['sync', timing.syncPeriodMs],
  ];
}

/** Sum of terms, milliseconds. */
export function total(terms: readonly Term[]): number {
  return terms.reduce((sum, [, ms]) => sum + ms, 0);
}

/**
 * An upper bound in time: `jittery` terms times the margin, plus `exact` ones that no slow machine stretches.
 * `from` says where the clock starts.
 */
export function upperBound(
  name: string,
  from: string,
  jittery: readonly Term[],
  exact: readonly Term[] = [],
): Bound {
  const value = Math.ceil(total(jittery) * MARGIN + total(exact));
  const sum = `(${written(jittery)}) x${MARGIN}`;
  const rest = exact.some(([, ms]) => ms !== 0) ? ` + ${written(exact)}` : '';
  return { name, value, unit: 'ms', arithmetic: `${sum}${rest} = ${formatDuration(value)} after ${from}` };
}

/** A bound that the scenario itself gives. */
export function givenBound(name: string, value: number, unit: Bound['unit'], says: string): Bound {
  return { name, value, unit, arithmetic: `${says}, as the scenario says` };
}

function written(terms: readonly Term[]): string {
  return terms
    .filter(([, ms]) => ms !== 0)
    .map(([name, ms]) => `${name} ${formatDuration(ms)}`)
    .join(' + ');
}
