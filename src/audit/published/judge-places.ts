import type { NamedFinding } from './finding.ts';
import type { Place } from './place-description.ts';
import { fieldsOfDescribed, fieldsOfRow, type SaidField, statusOfRow } from './said-status.ts';
import type { DescribedText, WatchedRows } from './testimony.ts';

/** A description taken during a watch shows a status of which a row was written. */
export function judgePlace(described: DescribedText, { watch, rows }: Place): readonly NamedFinding[] {
  const differences = rows.map((index) => ({ index, fields: differing(described, watch, index) }));
  const best = differences.reduce((a, b) => (b.fields.length < a.fields.length ? b : a));
  const row = watch.rows[best.index]!;
  const at = `${watch.file}:${row.line}`;
  const { file, hpa } = described;
  const field = best.fields[0];
  if (field === undefined) {
    const line = hpa.pods?.line ?? hpa.line;
    return [{ file, standing: 'possible', line, says: `this status is the one of ${at}` }];
  }
  const said = fieldsOfRow(row).get(field.name) ?? desiredIn(watch, best.index).at(-1);
  const of = rows.length === 1 ? at : `${at}, the nearest of ${rows.length} statuses of that time`;
  const says = `${field.name} ${field.text} is in no status that was written when this was taken: ${said} in ${of}`;
  return [{ file, standing: 'impossible', line: field.line, says }];
}

function differing({ hpa }: DescribedText, watch: WatchedRows, index: number): readonly SaidField[] {
  const row = watch.rows[index]!;
  const said = fieldsOfRow(row);
  const fields = fieldsOfDescribed(hpa, row.pairs.length).filter(
    ({ name, text }) => said.has(name) && said.get(name) !== text,
  );
  const desired = desiredIn(watch, index);
  const own = String(hpa.pods?.value.desired);
  if (desired.length === 0 || hpa.pods === undefined || desired.includes(Number(own))) return fields;
  return [...fields, { name: 'desired', line: hpa.pods.line, text: own, isSpec: false }];
}

/** What a sync desired is the size that the next one finds; rows with the same status may be edits. */
function desiredIn({ rows }: WatchedRows, index: number): readonly number[] {
  const later = rows.slice(index + 1);
  const next = later.findIndex((row) => statusOfRow(row) !== statusOfRow(rows[index]!));
  const until = next === -1 ? later : later.slice(0, next + 1);
  return next === -1 ? [] : until.map(({ replicas }) => replicas);
}

/** Bounds and targets of a description that no row of a watch shows, taken whenever. */
export function judgeSpecInRows(described: DescribedText, watch: WatchedRows): readonly NamedFinding[] {
  const first = watch.rows[0];
  if (first === undefined) return [];
  const { file, hpa } = described;
  return fieldsOfDescribed(hpa, first.pairs.length)
    .filter(({ isSpec }) => isSpec)
    .flatMap(({ name, line, text }): readonly NamedFinding[] => {
      const row = watch.rows.find((one) => (fieldsOfRow(one).get(name) ?? text) !== text);
      if (row === undefined || watch.rows.some((one) => fieldsOfRow(one).get(name) === text)) return [];
      const says = `${name} ${text} differs from ${fieldsOfRow(row).get(name)} in ${watch.file}:${row.line} and every other row: only if somebody edited the HPA before or after the watch`;
      return [{ file, standing: 'not-enough', line, says }];
    });
}
