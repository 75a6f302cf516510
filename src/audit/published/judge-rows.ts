import type { TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { PublishedFinding } from './finding.ts';
import { specOfRow, statusOfRow } from './said-status.ts';

/** What two rows of one HPA say of each other without any arithmetic: ages, bounds and edits. */
export function judgeRows(rows: readonly TableRow[], isRepeated: boolean): readonly PublishedFinding[] {
  return rows
    .slice(1)
    .flatMap((next, index) => [
      ...judgeAge(rows[index]!, next),
      ...judgeEdit(rows[index]!, next, isRepeated),
      ...judgeBounds(sameStatus(rows, index), next),
    ]);
}

/** A younger HPA is another one, and that begins with an empty status. */
function judgeAge(row: TableRow, { line, age, replicas }: TableRow): readonly PublishedFinding[] {
  if (row.age === undefined || age === undefined || age.belowMs > row.age.fromMs) return [];
  const says = `the HPA is younger here than in line ${row.line}`;
  if (replicas === 0) return [{ standing: 'not-enough', line, says: `${says}: only if it was made anew` }];
  return [{ standing: 'impossible', line, says }];
}

/** An edit is a write of its own, so a watch shows it with the status as it was. */
function judgeEdit(row: TableRow, next: TableRow, isRepeated: boolean): readonly PublishedFinding[] {
  if (specOfRow(row) === specOfRow(next)) return [];
  const { line } = next;
  const says = `bounds or targets differ from line ${row.line}`;
  if (isRepeated || statusOfRow(row) === statusOfRow(next))
    return [{ standing: 'not-enough', line, says: `${says}: only if somebody edited the HPA between them` }];
  return [
    {
      standing: 'impossible',
      line,
      says: `${says} and so does the status: an edit of the HPA is a write of its own, and no row shows it`,
    },
  ];
}

/** A row and those before it with the same status: all but the first may be edits. */
function sameStatus(rows: readonly TableRow[], index: number): readonly TableRow[] {
  const first = rows.slice(0, index).findLastIndex((row) => statusOfRow(row) !== statusOfRow(rows[index]!));
  return rows.slice(first + 1, index + 1);
}

/** No sync leaves the bounds: a size outside of them can only be one that was found there. */
function judgeBounds(
  before: readonly TableRow[],
  { line, replicas, ...next }: TableRow,
): readonly PublishedFinding[] {
  const size = before.at(-1)!.replicas;
  if (replicas === size || size === 0) return [];
  const step = `${size} -> ${replicas}`;
  const max = Math.max(next.maxReplicas, ...before.map(({ maxReplicas }) => maxReplicas));
  const min = Math.min(next.minReplicas, ...before.map(({ minReplicas }) => minReplicas));
  if (replicas > max) return [{ standing: 'impossible', line, says: `${step} is above MAXPODS ${max}` }];
  if (replicas < min) return [{ standing: 'impossible', line, says: `${step} is below MINPODS ${min}` }];
  return [];
}
