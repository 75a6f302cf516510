import type { RunResult } from '../record/run-record.ts';
import { EXIT } from '../verdict/exit-code.ts';
import type { Status } from '../verdict/verdict.ts';
import { type AssertionRate, rateAssertions, worstOutcome } from './flakes.ts';

/** One run of a series. */
export interface SeriesRun {
  readonly runId: string;
  readonly outcome: Status;
  readonly exitCode: number;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why it is not counted, where it is not. */
  readonly notCounted?: string;
}

/** Why a series ended before all its runs were done. */
export interface Stop {
  readonly reason: 'interrupted' | 'could not start';
  readonly detail: string;
}

/** `repeat-<first run id>.json`: what a scenario came to that was run several times. */
export interface Series {
  readonly version: 1;
  readonly scenario: string;
  readonly target: string;
  readonly emulated: boolean;
  /** How many runs were asked for. */
  readonly asked: number;
  /** How many of them were run to their end, and are counted. */
  readonly counted: number;
  readonly outcome: Status;
  readonly exitCode: number;
  readonly runs: readonly SeriesRun[];
  readonly assertions: readonly AssertionRate[];
  /** `null` when all runs were done. */
  readonly stopped: Stop | null;
}

/**
 * Sums up a series of at least one run. A run that the user interrupted is shown and not counted; every other is,
 * also one that lost its target. The exit code is the worst: failed, then lost target, then inconclusive.
 */
export function sumUpSeries(
  results: readonly RunResult[],
  asked: number,
  stopped: Stop | null = null,
): Series {
  const counted = results.filter((result) => result.exitCode !== EXIT.interrupted);
  const worst = worstOutcome(counted.map((result) => result.outcome));
  const outcome = worst === 'passed' && counted.length < asked ? 'inconclusive' : worst;
  const first = results[0]!;
  return {
    version: 1,
    scenario: first.scenario,
    target: first.target,
    emulated: first.emulated,
    asked,
    counted: counted.length,
    outcome,
    exitCode: exitCodeOf(results, outcome, stopped),
    runs: results.map(({ runId, outcome, exitCode, startedAt, endedAt }) => ({
      runId,
      outcome,
      exitCode,
      startedAt,
      endedAt,
      ...(exitCode === EXIT.interrupted ? { notCounted: 'interrupted' } : {}),
    })),
    assertions: rateAssertions(counted.map((result) => result.verdicts)),
    stopped,
  };
}

function exitCodeOf(results: readonly RunResult[], outcome: Status, stopped: Stop | null): number {
  const codes = results.map((result) => result.exitCode);
  if (stopped?.reason === 'interrupted' || codes.includes(EXIT.interrupted)) return EXIT.interrupted;
  if (outcome === 'failed') return EXIT.failed;
  if (stopped !== null || codes.includes(EXIT.target)) return EXIT.target;
  return EXIT[outcome];
}
