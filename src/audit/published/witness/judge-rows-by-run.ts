import { formatInstant } from '../../../units/instant.ts';
import { impossible, type NamedFinding, open, type PublishedFinding } from '../finding.ts';
import type { WatchedRows } from '../testimony.ts';
import { differences, madeBy, type PlacedRow, type PlacedRows, placeRows } from './place-rows.ts';
import type { RunWitness, WitnessedStatus } from './run-witness.ts';
import { EARLY_MS, LATE_MS } from './slack.ts';
import { meet, type Stretch } from './take-votes.ts';

/** Holds each row of a table against the statuses that the run saw: one of them says the same, at the time that the age tells. */
export function judgeRowsByRun(
  { file, rows, isRepeated }: WatchedRows & { readonly isRepeated: boolean },
  witness: RunWitness,
): readonly NamedFinding[] {
  const placed = placeRows(rows, isRepeated, witness);
  const findings = placed.rows.map((row) => judgeRow(row, placed, witness));
  const missing = isRepeated ? [] : leftOut(placed, witness);
  return [...findings, ...missing].map((one) => ({ ...one, file }));
}

function judgeRow(row: PlacedRow, { made, shown }: PlacedRows, witness: RunWitness): PublishedFinding {
  const { own, again, same } = row;
  const { line, age } = row.row;
  const { statuses, file } = witness;
  if (own !== undefined) {
    const says = `the run saw this status at ${formatInstant(own.at)} (${file})`;
    return { standing: 'possible', line, says };
  }
  const printed = made && age && { from: made.from + age.fromMs, to: made.to + age.belowMs };
  const outside = printed && outsideOf(printed, witness);
  if (outside !== undefined) return open(line, outside);
  if (again === undefined) {
    const [one] = same;
    if (one === undefined) return impossible(line, unseen(row, nearestOf(row, printed, statuses), file));
    const at = formatInstant(one.at);
    return impossible(
      line,
      `the run saw this status at ${at}, not when a row of this age was printed (${file})`,
    );
  }
  // A row that repeats another one is a write that no column shows, unless another write of then has no row.
  const fresh = { ...row, isStanding: false };
  const instead = statuses.filter(
    (status) => !shown.has(status) && made !== undefined && meet(madeBy(fresh, status), made),
  );
  if (instead.length > 0) {
    const says = unseen(row, nearestOf(row, printed, instead), file);
    return impossible(line, `${says}, which no other row shows`);
  }
  return open(
    line,
    `only if something of the HPA was written that the run does not look at: it saw this status once less (${file})`,
  );
}

/** Why a record says nothing of that time; `undefined` where it does. */
function outsideOf({ from, to }: Stretch, witness: RunWitness): string | undefined {
  if (from - EARLY_MS < witness.from) return 'this may have been before the run began to watch';
  if (to + LATE_MS > witness.to) return 'this may have been after the run stopped watching';
  return witness.isBlind(from - LATE_MS, to + LATE_MS) ? 'the run did not see all of that time' : undefined;
}

/** The status of that time that says most of what a row says, the nearest in time of those. */
function nearestOf(
  { said }: PlacedRow,
  printed: Stretch | undefined,
  statuses: readonly WitnessedStatus[],
): WitnessedStatus | undefined {
  const away = ({ at }: WitnessedStatus) =>
    printed === undefined ? 0 : Math.abs(2 * at - printed.from - printed.to);
  return statuses
    .filter(
      ({ at, until }) => printed === undefined || meet({ from: at - EARLY_MS, to: until + LATE_MS }, printed),
    )
    .toSorted(
      (a, b) => differences(said, a.fields).length - differences(said, b.fields).length || away(a) - away(b),
    )[0];
}

function unseen({ said }: PlacedRow, nearest: WitnessedStatus | undefined, file: string): string {
  if (nearest === undefined) return `the run saw no status then (${file})`;
  const [name = ''] = differences(said, nearest.fields);
  const seen = `${nearest.fields.get(name)} at ${formatInstant(nearest.at)}`;
  return `${name} ${said.get(name)} is not what the run saw then: ${seen} (${file})`;
}

/** Statuses between the first and the last row of a watch that no row shows, though each is a row. */
function leftOut({ rows, shown }: PlacedRows, { statuses, file }: RunWitness): readonly PublishedFinding[] {
  const seen = [...shown].map(({ at }) => at);
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  const missing = statuses.find((one) => one.at > first && one.at < last && !shown.has(one));
  if (missing === undefined) return [];
  const { at, fields } = missing;
  const before = rows.findLast(({ own }) => own !== undefined && own.at < at) ?? rows[0]!;
  const what = `${fields.get('replicas')} replicas at ${formatInstant(at)}`;
  return [open(before.row.line, `rows are left out: the run saw ${what}, and no row shows it (${file})`)];
}
