import { describeEdit, specEdits } from '../sample/spec-changes.ts';
import { type Assertion, offset } from './assertion.ts';

/** The HPA's spec stays as it was when the watch began. */
export const hpaUnchanged: Assertion<'hpaUnchanged'> = {
  needs: ['hpa', 'runner'],
  excusedBy: [],
  needsLoad: false,
  decide(_, context) {
    const { timeline } = context;
    const seen = timeline.of('hpa');
    const first = seen[0];
    const changed = seen.find((hpa) => hpa.specVersion !== first?.specVersion);
    const from = Math.min(first?.at ?? context.loadStart, timeline.endedAt);
    const base = {
      expected: 'the same HPA spec throughout',
      observed: first
        ? `spec version ${first.specVersion} at first, ${seen.at(-1)?.specVersion} at last`
        : 'no HPA seen',
      window: { from, to: timeline.endedAt },
      samples: seen.length,
    };
    if (!first) return { ...base, status: 'inconclusive', reason: 'the HPA was not observed' };
    if (!changed) return { ...base, status: 'passed' };
    const [edit] = specEdits(timeline.of('hpaSpec'));
    const what = edit === undefined ? '' : `: ${describeEdit(edit)}`;
    const reason = `the spec changed at ${offset(context, changed.at)}${what}`;
    return { ...base, status: 'failed', witnessed: true, reason };
  },
};
