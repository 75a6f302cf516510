import { outcomeOf, type Status, type Verdict } from '../verdict/verdict.ts';
import { type Interval, wilson } from './wilson.ts';

/** How one assertion fared over repeated runs. */
export interface AssertionRate {
  readonly assertion: string;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** Share of the runs in which it did not pass, 0 to 1. */
  readonly notPassed: number;
  /** Where that share may truly lie, at 95 %. */
  readonly interval: Interval;
  /** `flaky`: it passed in some runs and not in others. `broken`: it passed in none. */
  readonly state: 'steady' | 'flaky' | 'broken';
}

/** Counts each assertion over runs, in the order in which the first run judged them. */
export function rateAssertions(runs: readonly (readonly Verdict[])[]): readonly AssertionRate[] {
  const names = [...new Set(runs.flatMap((verdicts) => verdicts.map((verdict) => verdict.assertion)))];
  return names.map((assertion) => {
    const statuses = runs
      .flatMap((verdicts) => verdicts.filter((one) => one.assertion === assertion))
      .map((one) => one.status);
    const count = (status: Status) => statuses.filter((one) => one === status).length;
    const [passed, failed, inconclusive] = [count('passed'), count('failed'), count('inconclusive')];
    const wrong = failed + inconclusive;
    return {
      assertion,
      passed,
      failed,
      inconclusive,
      notPassed: wrong / statuses.length,
      interval: wilson(wrong, statuses.length),
      state: wrong === 0 ? 'steady' : passed === 0 ? 'broken' : 'flaky',
    };
  });
}

/** The outcome of a series is its worst: nothing is tried again until it passes. */
export function worstOutcome(outcomes: readonly Status[]): Status {
  return outcomeOf(outcomes.map((status) => ({ status })));
}
