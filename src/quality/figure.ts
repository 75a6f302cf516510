import type { Plan } from '../plan/plan.ts';
import type { LoadAttestation } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What the figures of a run are made from. */
export interface RunFacts {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly load: LoadAttestation;
  readonly verdicts: readonly Verdict[];
}

export type FigureUnit =
  | 'ms'
  | 'replicas'
  | 'changes'
  | 'percent'
  | 'gpu-seconds'
  | 'pod-seconds'
  /** In the currency of the scenario's price. */
  | 'price'
  | 'assertions';

/** One figure that tells how well a run scaled, or how its users fared. */
export interface Figure {
  /** Unique within a run and equal over runs of one plan. */
  readonly id: string;
  readonly label: string;
  /** From when to when it is measured, or what it counts, for a reader who sees it for the first time. */
  readonly means: string;
  readonly unit: FigureUnit;
  /** Which way is worse; a figure that is `neither` is shown and never decides. */
  readonly worse: 'higher' | 'neither';
  /** In the figure's unit: a difference that is not greater than this is none, however steady the runs are. */
  readonly floor: number;
  /** Infinity: it never happened though the run looked for it. `null`: it was not observed. */
  readonly value: number | null;
  /** Why there is no value, where it is not just that nothing was observed. */
  readonly absent?: string;
}
