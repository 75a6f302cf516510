import type { AssertionSpec, Scenario } from '../scenario/schema.ts';
import type { Timing } from './timing.ts';

/** A stage with absolute times; offsets are milliseconds from load start, rates are arrivals per second. */
export interface PlannedStage {
  readonly name: string;
  readonly kind: 'hold' | 'ramp' | 'step' | 'spike';
  readonly startMs: number;
  readonly endMs: number;
  /** Highest rate within the stage. */
  readonly peakRate: number;
  /** How many arrivals of the plan fall into the stage. */
  readonly arrivals: number;
}

/** A figure that an assertion is held to, with the arithmetic that made it. */
export interface Bound {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'replicas' | 'share' | 'percent' | 'changes';
  /** One line, for example `exporter 2s + scrape 1s + sync 1s + start-up 30s, x1.5 = 51s`. */
  readonly arithmetic: string;
}

/** What a run may use up before it is stopped; each figure with the arithmetic that made it. */
export interface Budget {
  readonly gpuMinutes: number;
  readonly requests: number;
  /** From the applied workload to the end of the watch, milliseconds. */
  readonly timeMs: number;
  /** One line a figure, in their order. */
  readonly arithmetic: readonly string[];
}

/** An assertion with its bounds as figures. */
export interface PlannedAssertion {
  /** Unique within the plan: the kind, with `#2` and so on where a kind comes again. */
  readonly id: string;
  readonly spec: AssertionSpec;
  readonly bounds: readonly Bound[];
}

/** A scenario with absolute times, concrete bounds and every arrival; computed once, never changed. */
export interface Plan {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly timing: Timing;
  readonly stages: readonly PlannedStage[];
  /** Intended starts of all requests, milliseconds from load start, ascending. */
  readonly arrivals: readonly number[];
  readonly loadMs: number;
  /** Longest watch after load end, milliseconds. */
  readonly settleMs: number;
  readonly assertions: readonly PlannedAssertion[];
  /** Absent in records of versions that had none. */
  readonly budget?: Budget;
  readonly predicted: { readonly durationMs: number; readonly gpuMinutes: number };
  /** What makes a verdict weaker than the scenario's writer may think, for example a load shorter than a bound. */
  readonly warnings?: readonly string[];
}
