import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { RunHeader, RunResult } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';
import { EXIT } from '../verdict/exit-code.ts';
import type { Status } from '../verdict/verdict.ts';
import { arrange, countWays } from './arrangements.ts';
import { whatChanged, whyNotComparable } from './comparable.ts';
import { CHANCE, type ComparedFigure, compareFigures } from './compare-figures.ts';
import { figuresOf } from './figures-of.ts';

/** A judged run, as the comparison takes it. */
export interface JudgedRun {
  readonly header: RunHeader;
  readonly result: RunResult;
  readonly timeline: Timeline;
}

/** The runs of one side: those that were compared, and those that say nothing, with the reason. */
export interface Side {
  readonly runs: readonly string[];
  readonly leftOut: readonly { readonly runId: string; readonly reason: string }[];
}

/** What a comparison came to; `failed` is a regression beyond noise. */
export interface Comparison {
  readonly version: 1;
  readonly scenario: string;
  readonly target: string;
  readonly emulated: boolean;
  readonly outcome: Status;
  readonly exitCode: 0 | 1 | 3;
  /** One sentence: what came out and why. */
  readonly headline: string;
  readonly base: Side;
  readonly candidate: Side;
  /** What was changed between the two, a line each. */
  readonly changed: readonly string[];
  /** Chance that a system compared with itself comes out as worse, at most. */
  readonly chance: number;
  /** Ways to call the runs base or candidate that were gone through, and whether these are all. */
  readonly arrangements: { readonly count: number; readonly exact: boolean };
  readonly figures: readonly ComparedFigure[];
}

/**
 * Compares repeated runs of one plan. Runs that concluded nothing are left out, and then a comparison that finds no
 * regression is inconclusive, because no data is never a pass. Throws `usage` when the runs are not of one plan.
 */
export function compareRuns(base: readonly JudgedRun[], candidate: readonly JudgedRun[]): Comparison {
  refuseUnlike(base, candidate);
  const sides = { base: sideOf(base), candidate: sideOf(candidate) };
  const used = { base: base.filter(concluded), candidate: candidate.filter(concluded) };
  const { plan, target, emulated } = (base[0] ?? candidate[0])!.header;
  const figures =
    used.base.length > 0 && used.candidate.length > 0
      ? compareFigures(used.base.map(figuresOfRun), used.candidate.map(figuresOfRun))
      : [];
  const judged = judge(sides, figures);
  const { ways, exact } = arrange(used.base.length, used.candidate.length);
  return {
    version: 1,
    scenario: plan.scenario.name,
    target,
    emulated,
    ...judged,
    exitCode: EXIT[judged.outcome],
    ...sides,
    changed: whatChanged(
      base.map((run) => run.header),
      candidate.map((run) => run.header),
    ),
    chance: CHANCE,
    arrangements: { count: ways.length, exact },
    figures,
  };
}

function refuseUnlike(base: readonly JudgedRun[], candidate: readonly JudgedRun[]): void {
  for (const [name, runs] of [
    ['base', base],
    ['candidate', candidate],
  ] as const) {
    if (runs.length === 0) throw new ScaleproofError('usage', `the ${name} has no runs`, { hint: HINT });
  }
  const both = base.filter((one) => candidate.some((other) => other.header.runId === one.header.runId));
  if (both.length > 0) {
    throw new ScaleproofError('usage', `run ${both[0]!.header.runId} is both base and candidate`, {
      hint: HINT,
    });
  }
  const reasons = whyNotComparable(
    base.map((run) => run.header),
    candidate.map((run) => run.header),
  );
  if (reasons.length === 0) return;
  const more = reasons.length > 5 ? `; and ${reasons.length - 5} more` : '';
  throw new ScaleproofError(
    'usage',
    `the runs are not comparable: ${reasons.slice(0, 5).join('; ')}${more}`,
    {
      hint: 'Compare runs of one scenario, target, timing and load; only versions may differ, and workload and HPA between base and candidate.',
    },
  );
}

const HINT =
  'Give runs of the base and others of the candidate: scaleproof compare --base DIR... --candidate DIR...';

function figuresOfRun({ header, timeline, result }: JudgedRun) {
  return figuresOf({ plan: header.plan, timeline, load: result.load, verdicts: result.verdicts });
}

function concluded(run: JudgedRun): boolean {
  return whyNothing(run) === undefined;
}

/** Why a run says nothing about how its system scales. */
function whyNothing({ result }: JudgedRun): string | undefined {
  if (result.end === null) return 'its record has no end';
  if (result.end.reason !== 'completed') return `it ended early: ${result.end.reason}`;
  if (!result.load.delivered)
    return `its load was not delivered: ${result.load.problems[0] ?? 'no reason given'}`;
  if (result.outcome !== 'inconclusive') return undefined;
  const verdict = result.verdicts.find((one) => one.status === 'inconclusive');
  return `it is inconclusive: ${verdict ? `${verdict.assertion}: ${verdict.reason ?? verdict.observed}` : 'nothing was judged'}`;
}

function sideOf(runs: readonly JudgedRun[]): Side {
  return {
    runs: runs.filter(concluded).map((run) => run.header.runId),
    leftOut: runs.flatMap((run) => {
      const reason = whyNothing(run);
      return reason === undefined ? [] : [{ runId: run.header.runId, reason }];
    }),
  };
}

function judge(
  { base, candidate }: { readonly base: Side; readonly candidate: Side },
  figures: readonly ComparedFigure[],
): Pick<Comparison, 'outcome' | 'headline'> {
  const [bases, candidates] = [base.runs.length, candidate.runs.length];
  const worse = figures.filter((figure) => figure.verdict === 'regression');
  if (worse.length > 0) return { outcome: 'failed', headline: `Worse beyond noise: ${list(worse)}.` };
  const leftOut = base.leftOut.length + candidate.leftOut.length;
  const few = tooFew(bases, candidates);
  const nothing =
    leftOut > 0 ? `; ${runs(leftOut)} concluded nothing and ${leftOut === 1 ? 'was' : 'were'} left out` : '';
  if (few !== undefined) return { outcome: 'inconclusive', headline: `${few}${nothing}.` };
  if (leftOut > 0)
    return { outcome: 'inconclusive', headline: `Nothing worse was found, but not in all runs${nothing}.` };
  const unknown = figures.filter((figure) => figure.verdict === 'unknown');
  if (unknown.length > 0) {
    return { outcome: 'inconclusive', headline: `Not observed in every run: ${list(unknown)}.` };
  }
  const better = figures.filter((figure) => figure.verdict === 'improvement');
  const also = better.length > 0 ? ` Better: ${list(better)}.` : '';
  return {
    outcome: 'passed',
    headline: `Nothing is worse beyond noise over ${bases} and ${runs(candidates)}.${also}`,
  };
}

/** Says how many runs are needed where no result, however clear, could be rarer than chance. */
function tooFew(bases: number, candidates: number): string | undefined {
  if (bases > 0 && candidates > 0 && 1 / countWays(bases, candidates) <= CHANCE) return undefined;
  let each = 1;
  while (1 / countWays(each, each) > CHANCE) each += 1;
  return `Too few runs to tell a regression from chance: ${bases} of the base and ${candidates} of the candidate; give ${each} of each`;
}

function list(figures: readonly ComparedFigure[]): string {
  return figures.map((figure) => figure.label).join(', ');
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
