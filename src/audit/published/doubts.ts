import type { TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { PublishedFinding } from './finding.ts';
import type { ReadBlock } from './read-block.ts';
import { fieldsOfDescribed, fieldsOfRow, specOfRow } from './said-status.ts';

/** What happened to an HPA so that its texts need not follow from each other. */
export interface Doubts {
  /** Where a status was refused, so that no row shows it. */
  readonly refused: string | undefined;
  /** Where an edit shows. */
  readonly edited: string | undefined;
}

/** Looks for refused statuses and for edits in all that is said of one HPA. */
export function doubtsOf(read: readonly ReadBlock[], name: string): Doubts {
  const bare = name.split('/').at(-1);
  const described = read.flatMap((one) => one.described).filter(({ hpa }) => hpa.name === bare);
  const tables = read.flatMap(({ events }) => events).filter((one) => one.name === bare);
  const watches = read.flatMap(({ rows }) => rows).filter((one) => one.name.split('/').at(-1) === bare);
  const refused = [...described.map(({ file, hpa }) => ({ file, all: hpa.events ?? [] })), ...tables]
    .flatMap(({ file, all }) => all.map((event) => ({ file, ...event })))
    .find(({ reason }) => reason === 'FailedUpdateStatus');
  const edit = watches
    .flatMap(({ file, rows }) => rows.slice(1).map((row, index) => ({ file, row, before: rows[index]! })))
    .find(({ row, before }) => specOfRow(row) !== specOfRow(before));
  const other = described.find(
    (one) => specOf(one) !== specOf(described[0]!) || watches.some(({ rows }) => isOtherSpec(one, rows[0])),
  );
  return {
    refused: refused && `${refused.file}:${refused.line}`,
    edited: edit ? `${edit.file}:${edit.row.line}` : other && `${other.file}:${other.hpa.line}`,
  };
}

function isOtherSpec({ hpa }: ReadBlock['described'][number], row: TableRow | undefined): boolean {
  if (row === undefined) return false;
  const said = fieldsOfRow(row);
  return fieldsOfDescribed(hpa, row.pairs.length).some(
    ({ isSpec, name, text }) => isSpec && (said.get(name) ?? text) !== text,
  );
}

function specOf({ hpa }: ReadBlock['described'][number]): string {
  const said = fieldsOfDescribed(hpa, hpa.metrics.length).filter(({ isSpec }) => isSpec);
  const { scaleUp, scaleDown } = hpa.behavior ?? {};
  return JSON.stringify([said.map(({ text }) => text), scaleUp?.rules ?? null, scaleDown?.rules ?? null]);
}

/** Takes back what is impossible only if no status was lost, or if nobody edited the HPA. */
export function softened<T extends PublishedFinding>(
  findings: readonly T[],
  why: string | undefined,
): readonly T[] {
  if (why === undefined) return findings;
  return findings.map((one) =>
    one.standing === 'impossible'
      ? { ...one, standing: 'not-enough', says: `${one.says} Only by ${why}.` }
      : one,
  );
}

/** The words for a status that no row shows. */
export function lostStatus({ refused }: Doubts): string | undefined {
  return refused && `a status that the API server refused (${refused})`;
}

/** The words for a spec that was another one then. */
export function otherSpec({ edited }: Doubts): string | undefined {
  return edited && `an edit of the HPA (${edited})`;
}
