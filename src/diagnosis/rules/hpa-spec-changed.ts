import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';

/** The HPA's spec was changed while the run watched it. */
export function hpaSpecChanged({ timeline }: Facts): Finding | undefined {
  const list = timeline.of('hpa');
  const origin = originOf(timeline);
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
    evidence: firstLines(changes),
    fix: 'Find who edits the HPA (--show-managed-fields) and keep it still for the length of a run.',
  };
}
