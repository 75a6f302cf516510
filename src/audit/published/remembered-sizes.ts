import { scaleUpLimit } from '../../hpa/rate-limits.ts';
import type { ProposingRow } from './proposing-row.ts';

/** Sizes that the controller may remember from earlier rows, with the line that recommended each. */
export interface RememberedSizes {
  /** Below the present size: what a scale-down may go to. Every later recommendation was no higher. */
  readonly below: ReadonlyMap<number, number>;
  /** Above it: what the limit without a behavior had cut, each step since having gone as far as it allows. */
  readonly above: ReadonlyMap<number, number>;
  /** A size above it may have been recommended before the first row, and have been cut since. */
  readonly isOlder: boolean;
}

/** Looks through the rows before one, taken as they read when every pod has a sample. */
export function rememberedSizes(earlier: readonly ProposingRow[], current: number): RememberedSizes {
  const below = new Map<number, number>();
  const above = new Map<number, number>();
  let highestSince = 0;
  let isCut = true;
  let next = current;
  for (const { row, proposals, isWhole } of [...earlier].reverse()) {
    // By the limit of one step, or by bounds that an edit may have widened since.
    isCut &&= next === scaleUpLimit(row.replicas) || next === row.maxReplicas;
    next = row.replicas;
    const plain = isWhole ? proposals[0]?.replicas : undefined;
    if (plain === undefined) continue;
    if (plain >= highestSince && plain < current && !below.has(plain)) below.set(plain, row.line);
    for (const { replicas } of isCut ? proposals : [])
      if (replicas > current && !above.has(replicas)) above.set(replicas, row.line);
    highestSince = Math.max(highestSince, plain);
  }
  const first = earlier[0]?.row.replicas ?? current;
  return { below, above, isOlder: isCut && first >= 4 && first % 2 === 0 };
}
