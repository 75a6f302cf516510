import { type AuditSummary, type Divergence, isExcused } from '../record/run-record.ts';
import { type Assertion, type Context, offset, plural } from './assertion.ts';

/** Every decision of the HPA, recomputed from what it read, is what its spec and its controller's flags demand. */
export const hpaFollowsSpec: Assertion<'hpaFollowsSpec'> = {
  needs: ['hpa', 'hpa-reads', 'deployment', 'pods', 'runner'],
  excusedBy: [],
  needsLoad: false,
  decide(_, context) {
    const { timeline, audit } = context;
    const from = timeline.of('hpaRead')[0]?.askedAt ?? context.loadStart;
    const base = {
      expected: 'every decision and every change of size by the rules of autoscaling/v2',
      observed: observedText(audit),
      window: { from: Math.min(from, timeline.endedAt), to: timeline.endedAt },
      samples: audit.syncs,
    };
    const fault = audit.divergences.find((one) => !isExcused(one) && isCertain(one, audit));
    if (fault !== undefined) {
      // Somebody else's hand was seen; a wrong decision rests on inputs, which a gap puts in doubt.
      const witnessed = fault.class === 'another-writer';
      return { ...base, status: 'failed', witnessed, reason: describe(fault, context) };
    }
    const reason =
      timeline.of('replicas').length === 0 ? 'changes of the size were not observed' : doubtOf(audit);
    if (reason !== undefined) return { ...base, status: 'inconclusive', reason };
    const remark = remarkOn(context);
    return { ...base, status: 'passed', ...(remark === '' ? {} : { reason: remark }) };
  },
};

/** With fewer decisions than this share recomputed, too much is excused to speak of a pass. */
const LEAST_EQUAL = 0.9;

/** Without the controller's reads only a change of size that it did not make is sure. */
function isCertain(one: Divergence, { basis }: AuditSummary): boolean {
  return basis === 'reads' || one.class === 'another-writer';
}

function doubtOf({ basis, syncs, equal }: AuditSummary): string | undefined {
  if (basis === 'none') return 'nothing of what the HPA read, or of what it made of it, was observed';
  if (equal >= LEAST_EQUAL * syncs) return undefined;
  return `the inputs of ${syncs - equal} of ${plural(syncs, 'decision')} are not known`;
}

/** What a reader has to know of a pass: what it rests on, and what was excused. */
function remarkOn(context: Context): string {
  const { caveats, divergences } = context.audit;
  const [excused] = divergences;
  return [...caveats, ...(excused === undefined ? [] : [`Excused: ${describe(excused, context)}.`])].join(
    ' ',
  );
}

function observedText({ basis, syncs, equal, divergences }: AuditSummary): string {
  if (basis === 'none') return 'no decision';
  const other = divergences.length === 0 ? '' : `, ${plural(divergences.length, 'divergence')}`;
  return `${equal} of ${plural(syncs, 'decision')} equal${other}`;
}

function describe(one: Divergence, context: Context): string {
  return `${one.class} at ${offset(context, one.at)}: ${one.why}`;
}
