import { type Alignment, alignmentsOf, mayBeBefore, type Pair } from './align-stories.ts';
import type { NamedFinding } from './finding.ts';
import type { Story } from './story.ts';

/** Holds what two texts tell of the rescales of one HPA against each other. */
export function judgeStories(one: Story, other: Story): readonly NamedFinding[] {
  // Two watches tell of the same rescales only where they overlap.
  if (one.source === 'watch' && other.source === 'watch') return [];
  if (!one.isWhole || !other.isWhole || isOtherHpa(one, other)) return [];
  if (other.source === 'watch' && mayBeBefore(one, other)) return [];
  const alignments = alignmentsOf(one, other);
  if (alignments.some(({ isConsistent }) => isConsistent)) return [];
  const best = alignments.filter(({ agreeing }) => agreeing >= LEAST).sort((a, b) => rank(b) - rank(a))[0];
  return best === undefined ? [] : [contradiction(one, other, best)];
}

/** So many rescales in common say that two texts are of the same time. */
const LEAST = 2;

function rank({ agreeing, pairs, apart }: Alignment): number {
  return (apart === undefined ? 0 : 1000) + agreeing - (pairs.length - agreeing);
}

function isOtherHpa(one: Story, other: Story): boolean {
  return one.created !== undefined && other.created !== undefined && one.created !== other.created;
}

function contradiction(one: Story, other: Story, best: Alignment): NamedFinding {
  const { differs, pairs, agreeing } = best;
  const isSure = best.apart !== undefined && agreeing > pairs.length - agreeing;
  const standing = isSure ? 'impossible' : 'not-enough';
  const said = differs === undefined ? lacking(one, other, best) : differing(one, other, differs, best);
  const doubt = isSure ? '' : ': only if the texts are of different times';
  return { ...said, standing, says: `${said.says}${doubt}` };
}

function differing(one: Story, other: Story, differs: Pair, { agreeing }: Alignment) {
  const { file } = one;
  const { line, size, reason } = differs.one;
  const at = `${other.file}:${differs.other.line}`;
  const agree = `${agreeing} other${agreeing === 1 ? '' : 's'} of the two texts agree`;
  if (size !== differs.other.size)
    return {
      file,
      line,
      says: `${sizeOf(one, size)} and ${sizeOf(other, differs.other.size)} (${at}) would be the same rescale; ${agree}`,
    };
  return {
    file,
    line,
    says: `"${reason}" and "${differs.other.reason}" (${at}) would be the same rescale; ${agree}`,
  };
}

function sizeOf({ source }: Story, size: number): string {
  return source === 'watch' ? `a row with ${size}` : `New size ${size}`;
}

/** All that is in both agrees, but the ages do not, or one leaves something out. */
function lacking({ file }: Story, other: Story, { pairs, apart }: Alignment) {
  const last = pairs.at(-1)!;
  const at = `${other.file}:${last.other.line}`;
  const says =
    apart === undefined
      ? `this rescale and the ones before it lie otherwise apart than those up to ${at}`
      : `the rescales up to this one are those up to ${at}, but one of the texts leaves out a rescale that it would have to tell`;
  return { file, line: last.one.line, says };
}
