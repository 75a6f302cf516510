import type { Plan, PlannedAssertion } from '../plan/plan.ts';
import type { AuditSummary } from '../record/run-record.ts';
import { loadSpan, type Timeline } from '../sample/timeline.ts';
import type { AssertionKind } from '../scenario/schema.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Assertion, type Context, offset, type Ruling, type SpecOf } from './assertion.ts';
import { type BlindSpell, blindSpells } from './blind-spells.ts';
import { ASSERTIONS } from './index.ts';

/** Whether the load was delivered as asked, and why not; as `attestLoad` of diagnosis says it. */
export interface Attestation {
  readonly delivered: boolean;
  readonly problems: readonly string[];
}

/**
 * Judges every assertion of a plan. What makes a verdict inconclusive, in this order:
 * 1. the record is not complete;
 * 2. the load was not delivered, for assertions that are about load;
 * 3. a gap of a source that the assertion needs overlaps its window, unless a failure was witnessed: something
 *    was seen that must not be, and no gap can undo that;
 * 4. a gap of a source that explains a failure which was not witnessed;
 * 5. no samples.
 */
export function judge(
  plan: Plan,
  timeline: Timeline,
  attestation: Attestation,
  audit: AuditSummary,
): readonly Verdict[] {
  const { start, end } = loadSpan(timeline);
  const context: Context = {
    plan,
    timeline,
    loadStart: start ?? timeline.startedAt,
    loadEnd: end ?? timeline.endedAt,
    audit,
  };
  return plan.assertions.map((planned) => judgeOne(planned, context, attestation));
}

function judgeOne(planned: PlannedAssertion, context: Context, attestation: Attestation): Verdict {
  const { kind } = planned.spec;
  if (!Object.hasOwn(ASSERTIONS, kind)) return unknownKind(planned, context);
  const assertion = ASSERTIONS[kind] as Assertion<AssertionKind>;
  const ruling = assertion.decide(
    planned as PlannedAssertion & { readonly spec: SpecOf<AssertionKind> },
    context,
  );
  const doubt = doubtIn(assertion, ruling, context, attestation);
  const reason = doubt ?? ruling.reason;
  return {
    assertion: planned.id,
    status: doubt === undefined ? ruling.status : 'inconclusive',
    expected: ruling.expected,
    observed: ruling.observed,
    window: ruling.window,
    samples: ruling.samples,
    ...(reason === undefined ? {} : { reason }),
    ...(planned.bounds.length === 0
      ? {}
      : { arithmetic: planned.bounds.map((b) => `${b.name}: ${b.arithmetic}`) }),
  };
}

/** A record of another version may hold assertions that this one cannot judge; what is not judged has not passed. */
function unknownKind({ id, spec }: PlannedAssertion, { timeline }: Context): Verdict {
  return {
    assertion: id,
    status: 'inconclusive',
    expected: `an assertion of the kind ${JSON.stringify(spec.kind)}`,
    observed: 'nothing was looked at',
    window: { from: timeline.startedAt, to: timeline.endedAt },
    samples: 0,
    reason: 'this scaleproof knows no such assertion: judge the record with the version that wrote it',
  };
}

/** Why nothing can be concluded, if so. */
function doubtIn(
  assertion: Pick<Assertion<AssertionKind>, 'needs' | 'excusedBy' | 'needsLoad'>,
  ruling: Ruling,
  context: Context,
  attestation: Attestation,
): string | undefined {
  const { plan, timeline } = context;
  if (!timeline.complete) {
    const why = timeline.cutShortBy === undefined ? '' : `: ${timeline.cutShortBy}`;
    return `the run was cut short at ${offset(context, timeline.endedAt)}${why}`;
  }
  if (assertion.needsLoad && !attestation.delivered) {
    return `the load was not delivered: ${attestation.problems[0] ?? 'no reason given'}`;
  }
  if (assertion.needsLoad && plan.arrivals.length === 0)
    return 'the load was not delivered: none was asked for';
  if (ruling.status === 'failed' && ruling.witnessed) return undefined;
  const sources = [...assertion.needs, ...(ruling.status === 'failed' ? assertion.excusedBy : [])];
  const blind = blindSpells(plan, timeline, sources, ruling.window)[0];
  if (blind && ruling.status !== 'inconclusive') return describeBlind(blind, context);
  if (ruling.status === 'passed' && ruling.samples === 0) return 'no samples';
  return undefined;
}

function describeBlind(spell: BlindSpell, context: Context): string {
  const stretch = `${offset(context, spell.from)} to ${offset(context, spell.to)}`;
  return `${spell.source} was not observed from ${stretch}: ${spell.reason}`;
}
