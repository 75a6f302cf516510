import { seededRandom } from '../plan/random.ts';

/** More ways than this to call runs base or candidate are drawn by lot, not gone through. */
const MOST = 20_000;
const DRAWN = 5000;
const SEED = 20_261_124;

/** The ways in which the same runs could have been called base or candidate. */
export interface Arrangements {
  /** For each way, which runs are the candidate's, by their place; the way in which they really were is first. */
  readonly ways: readonly (readonly number[])[];
  /** Whether these are all ways there are. */
  readonly exact: boolean;
}

/**
 * Every way to call `candidates` of the runs the candidate's. The runs are numbered base first. Where there are too
 * many ways, a seeded sample of them: the same for the same numbers of runs.
 */
export function arrange(bases: number, candidates: number): Arrangements {
  const runs = bases + candidates;
  const real = Array.from({ length: candidates }, (_, i) => bases + i);
  if (countWays(bases, candidates) > MOST) return { ways: [real, ...draw(runs, candidates)], exact: false };
  const others = choose(runs, candidates).filter((way) => way.some((run, i) => run !== real[i]));
  return { ways: [real, ...others], exact: true };
}

/** How many ways there are: runs over candidates. */
export function countWays(bases: number, candidates: number): number {
  let ways = 1;
  for (let i = 1; i <= candidates; i++) ways = (ways * (bases + i)) / i;
  return Math.round(ways);
}

function choose(runs: number, count: number): readonly (readonly number[])[] {
  let ways: readonly (readonly number[])[] = [[]];
  for (let chosen = 0; chosen < count; chosen++) {
    const left = count - chosen - 1;
    ways = ways.flatMap((way) => {
      const from = (way.at(-1) ?? -1) + 1;
      return Array.from({ length: Math.max(0, runs - left - from) }, (_, i) => [...way, from + i]);
    });
  }
  return ways;
}

function draw(runs: number, count: number): readonly (readonly number[])[] {
  const random = seededRandom(SEED + runs);
  return Array.from({ length: DRAWN }, () => {
    const places = Array.from({ length: runs }, (_, i) => i);
    for (let i = 0; i < count; i++) {
      const other = i + Math.floor(random() * (runs - i));
      [places[i], places[other]] = [places[other]!, places[i]!];
    }
    return places.slice(0, count);
  });
}
