import type { TableRow } from '../../../hpa/kubectl/parse-table.ts';
import { fieldsOfRow } from '../said-status.ts';
import type { RunWitness, WitnessedStatus } from './run-witness.ts';
import { EARLY_MS, LATE_MS } from './slack.ts';
import { meet, type Stretch, takeVotes } from './take-votes.ts';

/** What a row or a status says, by name. */
export type Fields = ReadonlyMap<string, string>;

/** One row with the statuses that say the same, whenever they were. */
interface Row {
  readonly row: TableRow;
  readonly said: Fields;
  /** It may have been printed while its status stood; else right after that was written. */
  readonly isStanding: boolean;
  readonly same: readonly WitnessedStatus[];
}

/** A row that was given a status of its own. */
export interface PlacedRow extends Row {
  /** One that says the same at its time, and that no row before it shows. */
  readonly own: WitnessedStatus | undefined;
  /** One that rows before it may show. */
  readonly again: WitnessedStatus | undefined;
}

/** The rows of one table, and which statuses they show. */
export interface PlacedRows {
  readonly rows: readonly PlacedRow[];
  readonly shown: ReadonlySet<WitnessedStatus>;
  /** When the HPA was made by the clock of kubectl, as most ages tell; `undefined` where none does. */
  readonly made: Stretch | undefined;
}

/** Gives each row the first status that says the same at the time that its age tells; in a watch each has its own. */
export function placeRows(
  given: readonly TableRow[],
  isRepeated: boolean,
  { statuses }: RunWitness,
): PlacedRows {
  const rows = given.map((row, index): Row => {
    const said = fieldsOfRow(row);
    const same = statuses.filter(({ fields }) => differences(said, fields).length === 0);
    const before = given[index - 1];
    // A write that no column shows repeats the row.
    const isRepeat = before !== undefined && differences(said, fieldsOfRow(before)).length === 0;
    return { row, said, isStanding: isRepeated || before === undefined || isRepeat, same };
  });
  const made = takeVotes(rows.map((row) => row.same.map((status) => madeBy(row, status))));
  const shown = new Set<WitnessedStatus>();
  const placed = rows.map((row): PlacedRow => {
    const fitting = row.same.filter((status) => made === undefined || meet(madeBy(row, status), made));
    const own = fitting.find((status) => isRepeated || !shown.has(status));
    if (own !== undefined) shown.add(own);
    return { ...row, own, again: fitting[0] };
  });
  return { rows: placed, shown, made };
}

/** When the HPA was made if a row shows that status. */
export function madeBy(
  { row: { age }, isStanding }: Pick<Row, 'row' | 'isStanding'>,
  { at, until }: WitnessedStatus,
): Stretch {
  if (age === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const last = isStanding ? until : at;
  return { from: at - EARLY_MS - age.belowMs, to: last + LATE_MS - age.fromMs };
}

/** The names of what both say otherwise; a percentage has its sign in a table only. */
export function differences(said: Fields, seen: Fields): readonly string[] {
  const isOther = (own: string | undefined, text: string) =>
    own !== undefined && own.replace(/%$/, '') !== text.replace(/%$/, '');
  return [...said].flatMap(([name, text]) => (isOther(seen.get(name), text) ? [name] : []));
}
