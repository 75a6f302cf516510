import { LATE_MS, type Story, type ToldRescale } from './story.ts';

/** Two rescales that would be one and the same. */
export interface Pair {
  readonly one: ToldRescale;
  readonly other: ToldRescale;
}

/** One way to lay two stories over each other. */
export interface Alignment {
  /** How much further a rescale stands in the other story. */
  readonly offset: number;
  readonly pairs: readonly Pair[];
  /** The first pair that differs in size or reason. */
  readonly differs: Pair | undefined;
  /** How many pairs agree. */
  readonly agreeing: number;
  /** By how much the one's ages are greater than the other's, ms; `undefined` where the pairs do not agree in that. */
  readonly apart: { readonly fromMs: number; readonly belowMs: number } | undefined;
  /** Every pair agrees, and neither leaves out what it would have to tell. */
  readonly isConsistent: boolean;
}

/** Clocks of the machines, and the time until an event can be read. */
const SLACK_MS = LATE_MS + 1000;

/** Every way to lay two stories over each other so that at least one rescale is in both. */
export function alignmentsOf(one: Story, other: Story): readonly Alignment[] {
  const [m, n] = [one.rescales.length, other.rescales.length];
  const offsets = Array.from({ length: Math.max(0, m + n - 1) }, (_, index) => index - (m - 1));
  return m === 0 || n === 0 ? [] : offsets.map((offset) => align(one, other, offset));
}

/** Whether a text may be older than a watch, so that what they tell alike is alike by chance. */
export function mayBeBefore(story: Story, watch: Story): boolean {
  const newest = story.rescales.at(-1)?.age.belowMs ?? 0;
  return !story.isTimed || story.heardMs - newest <= -watch.oldestMs + SLACK_MS;
}

function align(one: Story, other: Story, offset: number): Alignment {
  const pairs = one.rescales.flatMap((told, index) => {
    const twin = other.rescales[index + offset];
    return twin === undefined ? [] : [{ one: told, other: twin }];
  });
  const agreeing = pairs.filter(agrees).length;
  const differs = pairs.find((pair) => !agrees(pair));
  const apart = one.isTimed && other.isTimed ? apartOf(pairs) : NO_TIME;
  const isConsistent =
    differs === undefined &&
    apart !== undefined &&
    (apart === NO_TIME || isComplete(one, other, offset, apart));
  return { offset, pairs, differs, agreeing, apart, isConsistent };
}

const NO_TIME = { fromMs: Number.NEGATIVE_INFINITY, belowMs: Number.POSITIVE_INFINITY };

function agrees({ one, other }: Pair): boolean {
  if (one.size !== other.size) return false;
  return one.reason === undefined || other.reason === undefined || one.reason === other.reason;
}

function apartOf(pairs: readonly Pair[]): Alignment['apart'] {
  const fromMs = Math.max(...pairs.map(({ one, other }) => one.age.fromMs - other.age.belowMs));
  const belowMs = Math.min(...pairs.map(({ one, other }) => one.age.belowMs - other.age.fromMs));
  return fromMs < belowMs ? { fromMs, belowMs } : undefined;
}

/** What only one of them tells lies outside of what the other one covers. */
function isComplete(
  one: Story,
  other: Story,
  offset: number,
  { fromMs, belowMs }: NonNullable<Alignment['apart']>,
): boolean {
  const onlyOne = one.rescales.filter((_, index) => other.rescales[index + offset] === undefined);
  const onlyOther = other.rescales.filter((_, index) => one.rescales[index - offset] === undefined);
  // A description tells of the HPA of its own day only, which did nothing before it was made.
  const isOwn = one.source === 'description' && other.source === 'watch';
  if (isOwn && onlyOne.some(({ age }) => age.fromMs - belowMs > SLACK_MS)) return false;
  return (
    onlyOne.every(({ age }) => !isCovered(other, one, age.fromMs - belowMs, age.belowMs - fromMs)) &&
    onlyOther.every(({ age }) => !isCovered(one, other, age.fromMs + fromMs, age.belowMs + belowMs))
  );
}

/** Whether a story would have to tell of a rescale of that age, by its own count. */
function isCovered(story: Story, witness: Story, fromMs: number, belowMs: number): boolean {
  return fromMs > story.newestMs + SLACK_MS && belowMs < oldestOf(story, witness) - SLACK_MS;
}

/** A description tells only of the HPA of its own day, a table of events of every one that had the name. */
function oldestOf(story: Story, witness: Story): number {
  const isSame =
    witness.source === 'watch' || (witness.created !== undefined && witness.created === story.created);
  if (story.source !== 'description' || isSame) return story.oldestMs;
  return Math.max(0, ...story.rescales.map(({ age }) => age.belowMs));
}
