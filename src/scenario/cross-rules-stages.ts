import type { Flaw, Path } from './fault.ts';
import { type Entry, entries, milliseconds, numberAt, textAt } from './raw-reading.ts';

/** More requests than this would make a record that nobody can read. */
const MOST_ARRIVALS = 500_000;
const LONGEST_LOAD_MS = 24 * 3_600_000;

/** The rules that tie the stages of the load together: names, lengths and sheer size. */
export function stageFlaws(root: unknown): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const seen = new Map<string, number>();
  let arrivals = 0;
  let loadMs = 0;
  for (const [index, stage] of entries(root, ['load', 'stages']).entries()) {
    const path: Path = ['load', 'stages', index];
    const name = textAt(stage, ['name']);
    const first = name === undefined ? undefined : seen.get(name);
    if (first !== undefined) {
      flaws.push({
        path: [...path, 'name'],
        message: `stage ${JSON.stringify(name)} exists already as stages[${first}]`,
      });
    } else if (name !== undefined) seen.set(name, index);
    const durationMs = milliseconds(stage, ['duration']);
    if (durationMs === 0)
      flaws.push({ path: [...path, 'duration'], message: 'expected more than 0, found 0' });
    flaws.push(...peakFlaws(stage, path));
    loadMs += durationMs ?? 0;
    arrivals += (highestRate(stage) * (durationMs ?? 0)) / 1000;
  }
  const stages: Path = ['load', 'stages'];
  if (loadMs > LONGEST_LOAD_MS) flaws.push({ path: stages, message: 'expected at most 24h of load in all' });
  if (arrivals > MOST_ARRIVALS) {
    flaws.push({
      path: stages,
      message: `expected at most ${MOST_ARRIVALS} requests in all, found up to ${Math.round(arrivals)}`,
    });
  }
  return flaws;
}

function peakFlaws(stage: Entry, path: Path): readonly Flaw[] {
  const base = numberAt(stage, ['base']);
  const peak = numberAt(stage, ['peak']);
  if (base === undefined || peak === undefined || peak >= base) return [];
  return [{ path: [...path, 'peak'], message: `expected at least the base rate ${base}, found ${peak}` }];
}

function highestRate(stage: Entry): number {
  return Math.max(0, ...['rate', 'from', 'to', 'base', 'peak'].map((key) => numberAt(stage, [key]) ?? 0));
}
