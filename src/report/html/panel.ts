import type { GapSource } from '../../sample/observation.ts';
import type { Instant } from '../../units/instant.ts';
import type { Curve } from '../curves/curve.ts';
import type { HeatMap } from './heat-map.ts';

/** One curve of a panel with its name and its CSS class. */
export interface Series {
  readonly name: string;
  readonly ink: string;
  readonly curve: Curve;
  /** The same in finer steps, for a reader who zooms in; the drawn one where there is none. */
  readonly fine?: Curve;
  readonly filled?: boolean;
  /** Left out of the legend: one of many of the same kind. */
  readonly quiet?: boolean;
}

/** A level drawn across a panel. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

/** A moment worth a mark in a panel. */
export interface Mark {
  readonly at: Instant;
  readonly ink: string;
  readonly title: string;
}

/** An instant that an assertion is held to, drawn across the panel that shows whether it was kept. */
export interface Deadline {
  readonly at: Instant;
  readonly name: string;
}

/** One of the charts that share the time axis. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly height: number;
  readonly series: readonly Series[];
  /** Rows of cells in place of curves, where there are too many of them. */
  readonly heat?: HeatMap;
  readonly levels: readonly Level[];
  readonly marks: readonly Mark[];
  readonly deadlines: readonly Deadline[];
  /** Values are whole, and so is the axis. */
  readonly whole?: boolean;
  /** Highest value of the axis, where it is fixed. */
  readonly max?: number;
  /** What stands in an empty panel; that no value was seen, if not given. */
  readonly empty?: string;
  /** Gaps in these sources blind the panel. */
  readonly sources: readonly GapSource[];
}
