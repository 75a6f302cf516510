import type { Plan } from '../plan/plan.ts';
import type { Emit, ServerCountObservation } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';

/** Adds up what a run uses, from what is observed of it. */
export interface BudgetLedger {
  readonly observe: Emit;
  /** What of the budget is spent at an instant; `undefined` while nothing is. */
  excess(now: Instant): string | undefined;
}

const MINUTE_MS = 60_000;

/** Opens the ledger of a run that began at `startedAt`: GPU-minutes of the workload's pods, images, and time. */
export function openBudgetLedger(plan: Pick<Plan, 'budget' | 'scenario'>, startedAt: Instant): BudgetLedger {
  const { budget, scenario } = plan;
  const gpus = countGpus();
  const images = countImages(scenario.existing === undefined);
  return {
    observe: (seen) => {
      gpus.observe(seen);
      images.observe(seen);
    },
    excess: (now) => {
      if (budget === undefined) return undefined;
      if (gpus.heldMs(now) / MINUTE_MS > budget.gpuMinutes)
        return `the budget of ${budget.gpuMinutes} GPU-minutes is spent; GPUs held now: ${gpus.held()}`;
      if (images.most() > budget.requests)
        return `the budget of ${budget.requests} images is spent; ${images.words()}`;
      const took = now - startedAt;
      return took > budget.timeMs ? `the run took longer than ${formatDuration(budget.timeMs)}` : undefined;
    },
  };
}

function countGpus() {
  const holding = new Map<string, { readonly gpus: number; readonly from: Instant }>();
  let releasedMs = 0;
  const sum = (of: (held: { readonly gpus: number; readonly from: Instant }) => number) =>
    [...holding.values()].reduce((total, held) => total + of(held), 0);
  const observe: Emit = (seen) => {
    if (seen.kind !== 'pod') return;
    const held = holding.get(seen.pod);
    if (seen.change === 'deleted' && held !== undefined) {
      releasedMs += held.gpus * Math.max(0, seen.at - held.from);
      holding.delete(seen.pod);
    } else if (held === undefined && (seen.gpus ?? 0) > 0) {
      holding.set(seen.pod, { gpus: seen.gpus!, from: seen.at });
    }
  };
  return {
    observe,
    held: () => sum(({ gpus }) => gpus),
    heldMs: (now: Instant) => releasedMs + sum(({ gpus, from }) => gpus * Math.max(0, now - from)),
  };
}

/**
 * Images that senders told of, and those that the serving pods counted: a sender that has gone silent may send on. To
 * the pods of existing objects others may send as well, so that their counters say nothing of a run.
 */
function countImages(podsAreOurs: boolean) {
  const last = new Map<string, number>();
  let told = 0;
  let counted = 0;
  const count = ({ pod, accepted, rejected }: ServerCountObservation) => {
    const now = accepted + rejected;
    const before = last.get(pod) ?? 0;
    // A counter that falls is that of a restarted container, and counts on from 0.
    counted += now >= before ? now - before : now;
    last.set(pod, now);
  };
  const observe: Emit = (seen) => {
    if (seen.kind === 'request') told++;
    if (seen.kind === 'serverCount' && podsAreOurs) count(seen);
  };
  return {
    observe,
    most: () => Math.max(told, counted),
    words: () => `senders told of ${told}, the serving pods counted ${counted}`,
  };
}
