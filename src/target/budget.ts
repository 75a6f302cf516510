import type { Clock } from '../clock/clock.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit } from '../sample/observation.ts';
import { openBudgetLedger } from './budget-ledger.ts';

/** Watches what a run uses up. */
export interface BudgetWatch {
  readonly observe: Emit;
  /** Aborts when the budget is spent; its reason says what of it. */
  readonly spent: AbortSignal;
  stop(): void;
}

const LOOK_MS = 500;

/** Looks at what a run uses of GPU-minutes, images and time, until one of them passes the plan's budget. */
export function watchBudget(plan: Pick<Plan, 'budget' | 'scenario'>, clock: Clock): BudgetWatch {
  const ledger = openBudgetLedger(plan, clock.now());
  const spent = new AbortController();
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted && !spent.signal.aborted) {
      const why = ledger.excess(clock.now());
      if (why !== undefined) spent.abort(new Error(why));
      // Rejects only when stopped, and then the loop ends.
      await clock.sleep(LOOK_MS, stopped.signal).catch(() => undefined);
    }
  })();
  return {
    observe: ledger.observe,
    spent: spent.signal,
    stop: () => stopped.abort(new Error('the run is over')),
  };
}
