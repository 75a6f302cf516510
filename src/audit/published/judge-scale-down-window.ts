import { formatDuration } from '../../units/duration.ts';
import type { PublishedFinding } from './finding.ts';
import { type HpaRules, scaleDownWindowMs } from './hpa-rules.ts';
import type { ProposingRow } from './proposing-row.ts';

/** A bound of the scale-down window in ms, and the lines that it follows from. */
interface Bound {
  readonly ms: number;
  readonly line: number;
  readonly since: number;
}

/** What the rows of a watch say of the scale-down window: how long it held a size, and how soon it let one go. */
export function judgeScaleDownWindow(
  rows: readonly ProposingRow[],
  rules: HpaRules,
): readonly PublishedFinding[] {
  const least = extreme(
    rows.map((_, index) => heldFor(rows, index)),
    (a, b) => a.ms > b.ms,
  );
  const most = extreme(
    rows.map((_, index) => letGoAfter(rows, index)),
    (a, b) => a.ms < b.ms,
  );
  const known = scaleDownWindowMs(rules);
  const findings: PublishedFinding[] = [];
  if (least && most && least.ms > most.ms) findings.push(contradiction(least, most, rules));
  if (known !== undefined && most && known > most.ms)
    findings.push({
      standing: 'impossible',
      line: most.line,
      says: `the size fell at most ${formatDuration(most.ms)} after a higher one was recommended (line ${most.since}), within the scale-down window of ${formatDuration(known)}`,
    });
  if (known !== undefined && least && known < least.ms)
    findings.push({
      standing: rules.behavior === 'none' ? 'impossible' : 'not-enough',
      line: least.line,
      says: `nothing asked for that size since line ${least.since}, at least ${formatDuration(least.ms)} before: the scale-down window of ${formatDuration(known)} was over, ${POLICY}`,
    });
  return findings;
}

const POLICY = 'so only a scale-down policy can have held it';

/** Without a behavior only the window holds a size; with one a policy may. */
function contradiction(least: Bound, most: Bound, { behavior }: HpaRules): PublishedFinding {
  const says = `the size fell at most ${formatDuration(most.ms)} after a higher one was recommended (line ${most.since}), but line ${least.line} still has one that nothing asked for since line ${least.since}, at least ${formatDuration(least.ms)} before: no scale-down window does both`;
  return behavior === 'none'
    ? { standing: 'impossible', line: most.line, says }
    : { standing: 'not-enough', line: most.line, says: `${says}, ${POLICY}` };
}

/** A size that no metric asks for, whatever the pods, stays: the window is as long as since one last could have. */
function heldFor(rows: readonly ProposingRow[], index: number): Bound | undefined {
  const { row, proposals, isWhole } = rows[index]!;
  const next = rows[index + 1]?.row;
  if (next === undefined || next.replicas !== row.replicas || row.age === undefined) return undefined;
  if (!isWhole || row.replicas <= row.minReplicas || asksFor(proposals, row.replicas)) return undefined;
  const since = rows
    .slice(0, index)
    .findLastIndex((one) => !one.isWhole || asksFor(one.proposals, row.replicas));
  // What a row recommended it may have recommended until the next one was written.
  const until = rows[since + 1]?.row;
  if (since === -1 || until?.age === undefined) return undefined;
  return { ms: row.age.fromMs - until.age.belowMs, line: row.line, since: rows[since]!.row.line };
}

function asksFor(proposals: ProposingRow['proposals'], size: number): boolean {
  return proposals.some(({ replicas }) => replicas >= size);
}

/** The size falls: the window is shorter than since more was last recommended for certain. */
function letGoAfter(rows: readonly ProposingRow[], index: number): Bound | undefined {
  const { row } = rows[index]!;
  const next = rows[index + 1]?.row;
  if (next?.age === undefined || next.replicas >= row.replicas || row.replicas > row.maxReplicas)
    return undefined;
  const since = rows
    .slice(0, index + 1)
    .findLastIndex(
      ({ isWhole, proposals }) =>
        isWhole && proposals.length > 0 && proposals.every(({ replicas }) => replicas > next.replicas),
    );
  const from = rows[since]?.row.age;
  return from === undefined
    ? undefined
    : { ms: next.age.belowMs - from.fromMs, line: next.line, since: rows[since]!.row.line };
}

function extreme(
  bounds: readonly (Bound | undefined)[],
  isFurther: (a: Bound, b: Bound) => boolean,
): Bound | undefined {
  return bounds.reduce(
    (best, one) => (one && (best === undefined || isFurther(one, best)) ? one : best),
    undefined,
  );
}
