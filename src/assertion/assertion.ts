import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Bound, Plan, PlannedAssertion } from '../plan/plan.ts';
import type { AuditSummary } from '../record/run-record.ts';
import type { GapSource } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { AssertionKind, AssertionSpec } from '../scenario/schema.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Status, Window } from '../verdict/verdict.ts';

/** What every assertion reads: the plan, what was observed, and the edges of the load. */
export interface Context {
  readonly plan: Plan;
  readonly timeline: Timeline;
  /** When the load started; the start of the run where it never did. Times are told as offsets from here. */
  readonly loadStart: Instant;
  /** When the load ended; the end of the run where its end was not seen. */
  readonly loadEnd: Instant;
  /** What recomputing the HPA's decisions came to. */
  readonly audit: AuditSummary;
}

/** What one assertion says of the observations alone, before gaps and the load are weighed. */
export interface Ruling {
  readonly status: Status;
  readonly expected: string;
  readonly observed: string;
  readonly window: Window;
  readonly samples: number;
  readonly reason?: string;
  /**
   * Of a failure: it rests on something seen that must not be (a replica too many, a request lost), not on something
   * not seen. A gap cannot undo it.
   */
  readonly witnessed?: boolean;
}

export type SpecOf<K extends AssertionKind> = Extract<AssertionSpec, { readonly kind: K }>;

/** One kind of assertion: how it is decided, and what it cannot do without. */
export interface Assertion<K extends AssertionKind> {
  /** Sources that must be observed without a gap for the whole window. */
  readonly needs: readonly GapSource[];
  /** Sources whose gap in the window explains a failure that was not witnessed. */
  readonly excusedBy: readonly GapSource[];
  /** Whether nothing can be said when the load was not delivered as asked. */
  readonly needsLoad: boolean;
  decide(planned: PlannedAssertion & { readonly spec: SpecOf<K> }, context: Context): Ruling;
}

/** The figure of a bound; throws `usage` for a plan that lacks it, as one of another version or a damaged one may. */
export function figureOf(planned: PlannedAssertion, name: Bound['name']): number {
  const bound = planned.bounds.find((b) => b.name === name);
  if (bound === undefined) {
    throw new ScaleproofError('usage', `the plan has no bound '${name}' for assertion ${planned.id}`, {
      hint: 'the header of the record is damaged, or another version of scaleproof wrote it',
    });
  }
  return bound.value;
}

/** An instant as an offset from load start. */
export function offset(context: Context, at: Instant): string {
  return formatOffset(at, context.loadStart);
}

/** The elements whose `at` lies in a window, both ends included. */
export function within<T extends { readonly at: Instant }>(list: readonly T[], window: Window): readonly T[] {
  return list.filter((element) => element.at >= window.from && element.at <= window.to);
}

/** `1 pod`, `2 pods`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
