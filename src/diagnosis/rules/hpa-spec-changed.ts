import { describeEdit, specEdits } from '../../sample/spec-changes.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';

/** The HPA's spec was changed while the run watched it. */
export function hpaSpecChanged({ timeline }: Facts): Finding | undefined {
  const list = timeline.of('hpa');
  const origin = originOf(timeline);
  const edits = specEdits(timeline.of('hpaSpec')).filter(({ after }) => after.at >= origin);
  const told = edits.map((edit) => `${when(timeline, edit.after.at)} ${describeEdit(edit)}`);
  const changes = list.flatMap((seen, index) => {
    const before = list[index - 1];
    if (!before || before.specVersion === seen.specVersion || seen.at < origin) return [];
    const [was, is] = [before.metrics[0]?.target, seen.metrics[0]?.target];
    const target = was === is ? '' : `, target ${was} -> ${is}`;
    return [
      `${when(timeline, seen.at)} min ${before.min} -> ${seen.min}, max ${before.max} -> ${seen.max}${target}`,
    ];
  });
  if (changes.length === 0) return undefined;
  return {
    id: 'HPA_SPEC_CHANGED',
    title: 'The HPA was edited during the run',
    hop: 'hpa',
    // A record of before has no specs, only the bounds and targets that went by them.
    evidence: firstLines(told.length > 0 ? told : changes),
    fix: 'Find who edits the HPA (--show-managed-fields) and keep it still for the length of a run.',
  };
}
