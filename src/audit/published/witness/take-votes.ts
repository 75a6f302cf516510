/** A stretch of time, both ends included; milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** No voter says so little that it speaks for longer than this. */
const LONGEST_MS = 60_000;

/**
 * The seconds that most voters agree on; each voter has as many stretches as there are ways to take what it says.
 * `undefined` when none says anything.
 */
export function takeVotes(voters: readonly (readonly Stretch[])[]): Stretch | undefined {
  const votes = new Map<number, number>();
  for (const stretches of voters) {
    const seconds = new Set(
      stretches.filter(({ from, to }) => to - from <= LONGEST_MS).flatMap((stretch) => secondsOf(stretch)),
    );
    for (const second of seconds) votes.set(second, (votes.get(second) ?? 0) + 1);
  }
  // A long watch may have more seconds than a call may have arguments.
  const most = [...votes.values()].reduce((a, b) => Math.max(a, b), 0);
  const best = [...votes]
    .flatMap(([second, count]) => (count === most ? [second] : []))
    .sort((a, b) => a - b);
  const [first, last] = [best[0], best.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: 1000 * first, to: 1000 * last };
}

function secondsOf({ from, to }: Stretch): readonly number[] {
  const first = Math.floor(from / 1000);
  return Array.from({ length: Math.floor(to / 1000) - first + 1 }, (_, index) => first + index);
}

/** Whether two stretches have an instant in common. */
export function meet(one: Stretch, other: Stretch): boolean {
  return one.from <= other.to && other.from <= one.to;
}
