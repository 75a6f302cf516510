import type { TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { HpaRules } from './hpa-rules.ts';
import { jointProposals } from './joint-proposals.ts';
import type { Proposal } from './proposals.ts';
import { shownOfPair } from './shown-metric.ts';

/** A row with every size that its metrics may propose; none where no metric has a value. */
export interface ProposingRow {
  readonly row: TableRow;
  readonly proposals: readonly Proposal[];
  /** Every metric is shown and has a value. */
  readonly isWhole: boolean;
}

/** Computes what the metrics of a row may propose at its size. */
export function proposingRow(row: TableRow, rules: HpaRules): ProposingRow {
  const shown = row.pairs.flatMap((pair, index) => shownOfPair(pair, rules.kinds[index]) ?? []);
  const isWhole = shown.length === row.pairs.length && row.hidden === 0;
  const all = shown.length === 0 ? [] : jointProposals(shown, row.replicas, rules);
  // What is not shown may ask for more; what failed holds a scale-down back.
  return { row, isWhole, proposals: isWhole ? all : all.filter(({ replicas }) => replicas >= row.replicas) };
}
