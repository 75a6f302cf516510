import type { Instant } from '../../units/instant.ts';
import type { Span } from '../curves/curve.ts';

/** How wide a chart is drawn, in its own units; `id` keeps the names inside it apart from those of another size. */
export interface ChartSize {
  readonly id: 'wide' | 'narrow';
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** How many times the axis names at most. */
  readonly ticks: number;
}

/** The two sizes in which the page holds the chart: for a desk, and for a telephone. */
export const CHART_SIZES: readonly ChartSize[] = [
  { id: 'wide', width: 1080, left: 58, right: 1068, ticks: 12 },
  { id: 'narrow', width: 420, left: 60, right: 414, ticks: 6 },
];

/** What every part of a chart shares. */
export interface Drawing {
  readonly span: Span;
  readonly size: ChartSize;
  /** The zero of the time axis. */
  readonly origin: Instant;
  /** Where the load ended: a line through all panels. */
  readonly loadEnd?: Instant;
}

/** A part of the chart and how high it is. */
export interface Drawn<T> {
  readonly markup: T;
  readonly height: number;
}

/** A time as the page's script reads it from an attribute: seconds from the zero of the axis. */
export function seconds(at: Instant, { origin }: Pick<Drawing, 'origin'>): number {
  return Math.round(at - origin) / 1000;
}
