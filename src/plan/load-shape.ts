import type { Scenario } from '../scenario/schema.ts';
import { arrivalsOf } from './arrivals.ts';
import type { PlannedStage } from './plan.ts';
import { type RateSegment, segmentsOf } from './rate.ts';

/** The load of a scenario with absolute times; offsets are milliseconds from load start, rates per second. */
export interface LoadShape {
  readonly stages: readonly PlannedStage[];
  readonly arrivals: readonly number[];
  readonly loadMs: number;
  readonly peakRate: number;
  /** When the rate is first at its peak. */
  readonly peakFromMs: number;
  /** When the rate is last at its peak: what comes after is less load. */
  readonly peakToMs: number;
}

/** Lays a scenario's stages end to end and computes every arrival. */
export function shapeLoad(load: Scenario['load'], seed: number): LoadShape {
  let startMs = 0;
  const laid = load.stages.map((stage) => {
    const segments = segmentsOf(stage, startMs);
    startMs += stage.duration;
    return { stage, segments };
  });
  const segments = laid.flatMap((entry) => entry.segments);
  const arrivals = inBatches(arrivalsOf(segments, load.arrivals, seed), load);
  const stages = laid.map(({ stage, segments: own }) => {
    const from = own[0]!.startMs;
    const to = own.at(-1)!.endMs;
    return {
      name: stage.name,
      kind: stage.kind,
      startMs: from,
      endMs: to,
      peakRate: peakOf(own),
      arrivals: lowerBound(arrivals, to) - lowerBound(arrivals, from),
    };
  });
  return { stages, arrivals, loadMs: startMs, ...peakSpan(segments) };
}

/** The press sends so many images at once: each batch when its first one is due. */
function inBatches(arrivals: readonly number[], { kind, press }: Scenario['load']): readonly number[] {
  if (kind !== 'press' || press.batchSize === 1) return arrivals;
  return arrivals.map((_, index) => arrivals[index - (index % press.batchSize)]!);
}

function peakSpan(segments: readonly RateSegment[]): Pick<LoadShape, 'peakRate' | 'peakFromMs' | 'peakToMs'> {
  const peakRate = peakOf(segments);
  const at = segments.flatMap((segment) => [
    ...(segment.from === peakRate ? [segment.startMs] : []),
    ...(segment.to === peakRate ? [segment.endMs] : []),
  ]);
  return { peakRate, peakFromMs: Math.min(...at), peakToMs: Math.max(...at) };
}

function peakOf(segments: readonly RateSegment[]): number {
  return Math.max(...segments.flatMap((segment) => [segment.from, segment.to]));
}

/** How many entries of an ascending list are less than `value`. */
function lowerBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
