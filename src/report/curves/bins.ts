import { loadSpan } from '../../sample/timeline.ts';
import type { Instant } from '../../units/instant.ts';
import type { ReportInput } from '../report.ts';
import { type Curve, type CurvePoint, span } from './curve.ts';

/** As many bins as a drawing has room for. */
export const DRAWN_BINS = 240;

/** Equal stretches of whole seconds, counted from load start, so that the edge of a stage falls on the edge of a bin. */
export interface Bins {
  readonly from: Instant;
  readonly to: Instant;
  readonly widthMs: number;
}

/** Cuts the span of a run into at most about so many bins. */
export function binsOf(input: ReportInput, atMost: number): Bins {
  const { from, to } = span(input);
  const widthMs = Math.max(1, Math.ceil((to - from) / (atMost * 1000))) * 1000;
  const start = loadSpan(input.timeline).start ?? from;
  return { from: start - Math.ceil((start - from) / widthMs) * widthMs, to, widthMs };
}

/** How often something happened per second; empty where it never did. */
export function rateOf({ from, to, widthMs }: Bins, instants: readonly Instant[]): Curve {
  if (instants.length === 0) return { shape: 'step', points: [] };
  const counts = new Array<number>(Math.ceil((to - from) / widthMs)).fill(0);
  for (const at of instants) {
    const index = Math.floor((at - from) / widthMs);
    if (index >= 0 && index < counts.length) counts[index] = counts[index]! + 1;
  }
  // The last bin ends with the run: it is measured by its own width, and left out where that is too little to tell.
  const lastMs = to - (from + (counts.length - 1) * widthMs);
  if (lastMs < widthMs / 3 && counts.length > 1) counts.pop();
  const points = counts.map((count, index) => {
    const at = from + index * widthMs;
    return { at, value: (count * 1000) / Math.min(widthMs, to - at) };
  });
  return { shape: 'step', points };
}

/** One value per bin that has items, at its middle; a bin without any breaks the line. */
export function valuePerBin<T>(
  { from, widthMs }: Bins,
  items: readonly T[],
  timeOf: (item: T) => Instant,
  valueFor: (items: readonly T[]) => number,
): Curve {
  const bins = Map.groupBy(items, (item) => Math.floor((timeOf(item) - from) / widthMs));
  const points: CurvePoint[] = [];
  for (const index of [...bins.keys()].sort((a, b) => a - b)) {
    // What was not measured is not drawn as if it lay between its neighbours.
    if (points.length > 0 && !bins.has(index - 1))
      points.push({ at: from + (index - 0.5) * widthMs, value: null });
    points.push({ at: from + (index + 0.5) * widthMs, value: valueFor(bins.get(index)!) });
  }
  return { shape: 'line', points };
}
