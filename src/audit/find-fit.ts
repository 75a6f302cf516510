import type { PodObservation } from '../sample/observation.ts';
import { type Attempt, attempt, type ControllerState, fits, stateAfter } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import type { PodsThen } from './pod-history.ts';
import type { SeenSync } from './seen-sync.ts';

/** How far a window is shifted to see whether something stood at its very edge; milliseconds. */
const EDGE_MS = 50;
/** As many states of the controller are followed at once where the record leaves it open which is true. */
const MOST_STATES = 8;

/** A recomputation that comes to what was seen. */
export interface Fit {
  readonly attempt: Attempt;
  /** What the controller may have after it: more than one where the status does not tell. */
  readonly states: readonly ControllerState[];
  /** What had to be taken the other way. */
  readonly flux?: string;
}

/**
 * Looks for a way to recompute a sync that comes to what was seen: first from the record as it stands, then with what was
 * in flux in that moment taken the other way. `undefined` when there is none.
 */
export function findFit(
  hpa: AuditedHpa,
  states: readonly ControllerState[],
  { read, after }: SeenSync,
  podStates: readonly PodsThen[],
): Fit | undefined {
  const [likeliest] = after;
  const [nominal, ...others] = podStates;
  if (likeliest === undefined || nominal === undefined) return undefined;
  const plain = states.map((state) =>
    attempt(hpa, state, read, { after: likeliest, pods: nominal, shiftMs: 0 }),
  );
  const fitting = plain.filter(fits);
  const [first] = fitting;
  if (first !== undefined) {
    // The same status can come of another proposal, and then windows remember something else.
    const hidden = fitting.flatMap(({ before }) =>
      others
        .map((pods) => attempt(hpa, before, read, { after: likeliest, pods, shiftMs: 0 }))
        .filter((other) => fits(other) && proposalOf(other) !== proposalOf(first)),
    );
    const all = [...fitting, ...hidden].map((one) => stateAfter(one, read.answeredAt));
    return { attempt: first, states: distinct(all) };
  }
  for (const status of after) {
    for (const shiftMs of [0, -EDGE_MS, EDGE_MS]) {
      for (const pods of podStates) {
        for (const state of states) {
          const one = attempt(hpa, state, read, { after: status, pods, shiftMs });
          if (!fits(one)) continue;
          const flux = fluxText(pods.change, shiftMs, status !== likeliest, read.answeredAt);
          return {
            attempt: one,
            states: [stateAfter(one, read.answeredAt)],
            ...(flux === '' ? {} : { flux }),
          };
        }
      }
    }
  }
  return undefined;
}

function proposalOf({ reconciled }: Attempt): number | undefined {
  return reconciled.decision.workings.proposal;
}

function fluxText(
  change: PodObservation | undefined,
  shiftMs: number,
  isOtherStatus: boolean,
  answeredAt: number,
): string {
  const parts: string[] = [];
  if (change !== undefined) {
    const ms = Math.round(change.at - answeredAt);
    const seen =
      ms > 0
        ? `seen here ${ms} ms after the read, counted already`
        : `seen here ${-ms} ms before the read, did not count yet`;
    parts.push(`pod ${change.pod} ${change.change}, ${seen}`);
  }
  if (shiftMs !== 0) parts.push(`the edge of a window or period lay within ${EDGE_MS} ms of the sync`);
  if (isOtherStatus) parts.push('the status was seen late, or not written by this sync');
  return parts.join('; ');
}

function distinct(states: readonly ControllerState[]): readonly ControllerState[] {
  const byMemory = new Map<string, ControllerState>();
  for (const state of states) {
    const key = JSON.stringify(state.memory);
    if (!byMemory.has(key)) byMemory.set(key, state);
  }
  return [...byMemory.values()].slice(0, MOST_STATES);
}
