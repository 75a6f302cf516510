import { scaleUpLimit } from '../../hpa/rate-limits.ts';
import type { ProposingRow } from './proposing-row.ts';

/** Sizes that the controller may remember from earlier rows, with the line that recommended each. */
export interface RememberedSizes {
  /** Below the present size: what a scale-down may go to. Every later recommendation was no higher. */
  readonly below: ReadonlyMap<number, number>;
  /** Above it: what the limit without a behavior had cut, each step since having gone as far as it allows. */
  readonly above: ReadonlyMap<number, number>;
}

/** Looks through the rows before one, taken as they read when every pod has a sample. */
export function rememberedSizes(earlier: readonly ProposingRow[], current: number): RememberedSizes {
  const below = new Map<number, number>();
  const above = new Map<number, number>();
  let highestSince = 0;
  let isCut = true;
  let next = current;
  for (const { row, proposals, isWhole } of [...earlier].reverse()) {
    isCut &&= next === scaleUpLimit(row.replicas);
    next = row.replicas;
    const plain = isWhole ? proposals[0]?.replicas : undefined;
    if (plain === undefined) continue;
    if (plain >= highestSince && plain < current && !below.has(plain)) below.set(plain, row.line);
    if (isCut && plain > current && !above.has(plain)) above.set(plain, row.line);
    highestSince = Math.max(highestSince, plain);
  }
  return { below, above };
}
