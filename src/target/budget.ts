import type { Clock } from '../clock/clock.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';

/** Watches what a run uses up. */
export interface BudgetWatch {
  readonly observe: Emit;
  /** Aborts when the budget is spent; its reason says what of it. */
  readonly spent: AbortSignal;
  stop(): void;
}

const LOOK_MS = 500;
const MINUTE_MS = 60_000;

/** Adds up GPU-minutes of the workload's pods, images sent and time, until one of them passes the plan's budget. */
export function watchBudget(plan: Pick<Plan, 'budget'>, clock: Clock): BudgetWatch {
  const { budget } = plan;
  const spent = new AbortController();
  const stopped = new AbortController();
  const startedAt = clock.now();
  const holding = new Map<string, { readonly gpus: number; readonly from: Instant }>();
  let releasedMs = 0;
  let requests = 0;
  const heldMs = (at: Instant) =>
    [...holding.values()].reduce((sum, { gpus, from }) => sum + gpus * Math.max(0, at - from), releasedMs);
  const excess = (): string | undefined => {
    if (budget === undefined) return undefined;
    const now = clock.now();
    const minutes = heldMs(now) / MINUTE_MS;
    if (minutes > budget.gpuMinutes)
      return `the budget of ${budget.gpuMinutes} GPU-minutes is spent; GPUs held now: ${gpusOf(holding)}`;
    if (requests > budget.requests) return `the budget of ${budget.requests} images is spent`;
    const took = now - startedAt;
    return took > budget.timeMs ? `the run took longer than ${formatDuration(budget.timeMs)}` : undefined;
  };
  void (async () => {
    while (!stopped.signal.aborted && !spent.signal.aborted) {
      const why = excess();
      if (why !== undefined) spent.abort(new Error(why));
      // Rejects only when stopped, and then the loop ends.
      await clock.sleep(LOOK_MS, stopped.signal).catch(() => undefined);
    }
  })();
  return {
    spent: spent.signal,
    stop: () => stopped.abort(new Error('the run is over')),
    observe: (seen) => {
      if (seen.kind === 'request') requests++;
      if (seen.kind !== 'pod') return;
      const held = holding.get(seen.pod);
      if (seen.change === 'deleted' && held !== undefined) {
        releasedMs += held.gpus * Math.max(0, seen.at - held.from);
        holding.delete(seen.pod);
      } else if (held === undefined && (seen.gpus ?? 0) > 0) {
        holding.set(seen.pod, { gpus: seen.gpus!, from: seen.at });
      }
    },
  };
}

function gpusOf(holding: ReadonlyMap<string, { readonly gpus: number }>): number {
  return [...holding.values()].reduce((sum, { gpus }) => sum + gpus, 0);
}
