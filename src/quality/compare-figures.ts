import { type Arrangements, arrange } from './arrangements.ts';
import { type Rarity, rarityInFamily } from './family.ts';
import type { Figure } from './figure.ts';
import { differenceOf, median } from './median.ts';
import { chanceDifference, type Shuffled, shuffle, type Values } from './shuffle-test.ts';

/** Of a hundred comparisons of a system with itself, at most so many find anything worse: 2. */
export const CHANCE = 0.02;
/** A difference of less than a tenth of the base is none, however steady the runs are. */
const SMALLEST_SHARE = 0.1;

/** The values of one side: its median, and the lowest and highest of its runs. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** One figure of the base beside the same of the candidate. */
export interface ComparedFigure extends Omit<Figure, 'value' | 'floor' | 'absent'> {
  readonly base: Spread | null;
  readonly candidate: Spread | null;
  /** Candidate's median less the base's; `null` where either side was not observed. */
  readonly difference: number | null;
  /** A difference of up to this says nothing. */
  readonly noise: number;
  /** Share of all ways to call the runs base or candidate in which any figure differs as clearly. */
  readonly chance: number;
  /**
   * `overlap`: the medians differ by more than the noise, but the runs of the two overlap so far that chance explains it.
   * `unknown`: some of the runs do not have it; `not observed`: none of them has.
   */
  readonly verdict:
    | 'regression'
    | 'improvement'
    | 'changed'
    | 'overlap'
    | 'same'
    | 'unknown'
    | 'not observed';
}

/** What shuffling makes of a figure, with the difference that it has to exceed. */
interface Tested {
  readonly figure: Figure;
  readonly values: Values;
  readonly floor: number;
  readonly shuffled: Shuffled;
}

/** Compares figure by figure. Each run gives its figures in the same order; base first. */
export function compareFigures(
  base: readonly (readonly Figure[])[],
  candidate: readonly (readonly Figure[])[],
): readonly ComparedFigure[] {
  const arrangements = arrange(base.length, candidate.length);
  const tested = (base[0] ?? []).map((figure) => test(figure, base, candidate, arrangements));
  const deciding = tested.filter(({ figure }) => figure.worse === 'higher');
  const worse = rarityInFamily(deciding.map((one) => rarityOf(one, 1)));
  const better = rarityInFamily(deciding.map((one) => rarityOf(one, -1)));
  return tested.map((one) => {
    const place = deciding.indexOf(one);
    const chances = place < 0 ? alone(one) : { up: worse[place]!, down: better[place]! };
    return compared(one, base.length, arrangements, chances);
  });
}

function test(
  figure: Figure,
  base: readonly (readonly Figure[])[],
  candidate: readonly (readonly Figure[])[],
  arrangements: Arrangements,
): Tested {
  const values = [...base, ...candidate].map((run) => run.find((one) => one.id === figure.id)?.value ?? null);
  const middle = median(values.slice(0, base.length).filter((value) => value !== null)) ?? 0;
  const floor = Number.isFinite(middle)
    ? Math.max(figure.floor, Math.abs(middle) * SMALLEST_SHARE)
    : figure.floor;
  return { figure, values, floor, shuffled: shuffle(values, arrangements) };
}

/** How rare each arrangement is in one direction: 1 is more, -1 is less. */
function rarityOf({ shuffled, floor }: Tested, direction: 1 | -1): Rarity {
  const { differences, higher, lower } = shuffled;
  const shares = direction === 1 ? higher : lower;
  return shares.map((share, w) => (direction * differences[w]! > floor ? share : 1));
}

/** A figure that decides nothing is looked at alone, in both directions. */
function alone(one: Tested): { readonly up: number; readonly down: number } {
  return { up: Math.min(1, 2 * rarityOf(one, 1)[0]!), down: Math.min(1, 2 * rarityOf(one, -1)[0]!) };
}

function compared(
  { figure, values, floor }: Tested,
  bases: number,
  arrangements: Arrangements,
  { up, down }: { readonly up: number; readonly down: number },
): ComparedFigure {
  const { floor: _, value: __, absent: ___, ...named } = figure;
  const base = spreadOf(values.slice(0, bases));
  const candidate = spreadOf(values.slice(bases));
  if (base === null || candidate === null) {
    const verdict = base === candidate ? 'not observed' : 'unknown';
    return { ...named, base, candidate, difference: null, noise: floor, chance: 1, verdict };
  }
  const difference = differenceOf(candidate.median, base.median);
  const noise = Math.max(floor, chanceDifference(values, bases, arrangements, CHANCE));
  const chance = difference > 0 ? up : down;
  const big = Math.abs(difference) > noise;
  const verdict = big && chance <= CHANCE ? wordFor(named.worse, difference) : undecided(values, big);
  return { ...named, base, candidate, difference, noise, chance, verdict };
}

function wordFor(worse: Figure['worse'], difference: number): ComparedFigure['verdict'] {
  if (worse === 'neither') return 'changed';
  return difference > 0 ? 'regression' : 'improvement';
}

// A figure that some of the runs lack may hide what it would have shown.
function undecided(values: Values, big: boolean): ComparedFigure['verdict'] {
  if (values.includes(null)) return 'unknown';
  return big ? 'overlap' : 'same';
}

function spreadOf(values: Values): Spread | null {
  const seen = values.filter((value) => value !== null);
  const middle = median(seen);
  if (middle === undefined) return null;
  return { median: middle, low: Math.min(...seen), high: Math.max(...seen), runs: seen.length };
}
