import type { TableRow } from '../../hpa/kubectl/parse-table.ts';
import { softened } from './doubts.ts';
import type { PublishedFinding } from './finding.ts';
import type { HpaRules } from './hpa-rules.ts';
import { judgeRows } from './judge-rows.ts';
import { judgeScaleDownWindow } from './judge-scale-down-window.ts';
import { judgeSize } from './judge-size.ts';
import { type ProposingRow, proposingRow } from './proposing-row.ts';
import { rememberedSizes } from './remembered-sizes.ts';
import { specOfRow, statusOfRow } from './said-status.ts';
import { waysInTable } from './ways-in-table.ts';

/** Recomputes each step between the rows of one HPA in a watch: the size of a row follows from the row before. */
export function judgeTable(
  rows: readonly TableRow[],
  rules: HpaRules,
  isRepeated: boolean,
  edited?: string,
): readonly PublishedFinding[] {
  const proposing = rows.map((row) => proposingRow(row, rules));
  if (isRepeated)
    return [...judgeRows(rows, true), ...rows.slice(1).flatMap((_, index) => judgeRepeated(rows, index))];
  // An edit repeats the status as it was: what follows from that status shows with the next one.
  const synced = proposing.filter(({ row }, index) => !isEdit(rows[index - 1], row));
  const steps = synced.slice(1).flatMap((_, index) => judgeStep(synced, index, rules));
  return [
    ...judgeRows(rows, false),
    // What is remembered from before an edit comes by rules that no row shows.
    ...softened([...steps, ...judgeScaleDownWindow(synced, rules)], edited),
  ];
}

function isEdit(before: TableRow | undefined, row: TableRow): boolean {
  return (
    before !== undefined && specOfRow(before) !== specOfRow(row) && statusOfRow(before) === statusOfRow(row)
  );
}

/** Rows that were asked for, not watched, leave syncs out. */
function judgeRepeated(rows: readonly TableRow[], index: number): readonly PublishedFinding[] {
  const [row, next] = [rows[index]!, rows[index + 1]!];
  if (row.replicas === next.replicas) return [];
  const says = `${row.replicas} (line ${row.line}) -> ${next.replicas}: the table was asked for again and again, so rows between are missing`;
  return [{ standing: 'not-enough', line: next.line, says }];
}

/** The sync that wrote a row counts the pods before what it did: the next row shows what that was. */
function judgeStep(
  proposing: readonly ProposingRow[],
  index: number,
  rules: HpaRules,
): readonly PublishedFinding[] {
  const { row, proposals, isWhole } = proposing[index]!;
  const next = proposing[index + 1]!.row;
  const { replicas: current, line } = row;
  const result = next.replicas;
  const isNew = proposing.slice(0, index + 1).every((one) => one.row.replicas === 0);
  // Until its first sync the status of an HPA is empty.
  if (isNew) return [];
  if (current > row.maxReplicas || (current > 0 && current < row.minReplicas)) return [jumped(row, next)];
  if (proposals.length === 0 && !isWhole && hasNoValue(row)) return withoutValue(row, next);
  if (proposals.length === 0 && !isWhole && current === result) return [heldBack(row)];
  const bounds = { ...rules, minReplicas: row.minReplicas, maxReplicas: row.maxReplicas };
  const remembered = rememberedSizes(proposing.slice(0, index), current);
  const grewAgoMs = sinceStep(proposing, index, 1);
  const shrankAgoMs = sinceStep(proposing, index, -1);
  const ways = waysInTable({ current, result, isWhole, remembered, grewAgoMs, shrankAgoMs }, bounds);
  const added = addedPods(proposing, index, rules);
  const finding = judgeSize({
    line: current === result ? line : next.line,
    current,
    result,
    proposals,
    ways,
    added,
  });
  // What was edited need not show in a table.
  const isRepeat = specOfRow(row) === specOfRow(next) && statusOfRow(row) === statusOfRow(next);
  return softened([finding], isRepeat ? `an edit that only line ${next.line} shows` : undefined);
}

/** Outside of the bounds no metric is asked; an edit that narrows them shows the size as it was. */
function jumped({ replicas, line, minReplicas, maxReplicas }: TableRow, next: TableRow): PublishedFinding {
  const bound = replicas > maxReplicas ? maxReplicas : minReplicas;
  const isLegal = next.replicas === bound || next.replicas === replicas;
  return {
    standing: isLegal ? 'possible' : 'impossible',
    line: next.line,
    says: `${replicas} (line ${line}) is outside of ${minReplicas}..${maxReplicas}, so that no metric is asked: it goes to ${bound}, and ${next.replicas} comes next`,
  };
}

/** Of several metrics one failed: the others may raise the size, but nothing lowers it. */
function heldBack({ line, replicas }: TableRow): PublishedFinding {
  const says = `${replicas} -> ${replicas}: what is shown asks for no more, and a metric without a value holds a scale-down back`;
  return { standing: 'possible', line, says };
}

function hasNoValue({ pairs, hidden }: TableRow): boolean {
  return hidden === 0 && pairs.every(({ current }) => current === undefined);
}

function withoutValue(row: TableRow, next: TableRow): readonly PublishedFinding[] {
  const { replicas: current, line } = row;
  if (current === next.replicas) return [];
  const says = `${current} (line ${line}) -> ${next.replicas} cannot be: no metric had a value, so no size was computed`;
  return [{ standing: 'impossible', line: next.line, says }];
}

/** How long before a row the size last went that way, at least; before the first row nobody knows. */
function sinceStep(proposing: readonly ProposingRow[], index: number, way: 1 | -1): number | undefined {
  const grown = proposing
    .slice(0, index + 1)
    .findLastIndex(({ row }, at) => at > 0 && way * (row.replicas - proposing[at - 1]!.row.replicas) > 0);
  const [then, now] = [proposing[Math.max(0, grown)]!.row.age, proposing[index]!.row.age];
  return then === undefined || now === undefined ? undefined : Math.max(0, now.fromMs - then.belowMs);
}

/** Pods that came with the rows of late. */
function addedPods(proposing: readonly ProposingRow[], index: number, { startupMs }: HpaRules): number {
  const { row } = proposing[index]!;
  const since = (row.age?.fromMs ?? 0) - startupMs;
  const recent = proposing
    .slice(0, index)
    .filter(({ row: { age } }) => age === undefined || age.belowMs > since);
  const smallest = Math.min(row.replicas, ...recent.map((one) => one.row.replicas));
  return row.replicas - smallest;
}
