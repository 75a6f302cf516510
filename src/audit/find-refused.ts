import type { HpaObservation } from '../sample/observation.ts';
import { attempt, type ControllerState, stateAfter } from './attempt.ts';
import { distinctStates } from './controller-state.ts';
import { type Doubt, type Fit, otherWays } from './doubt.ts';

/**
 * Recomputes a sync whose status was refused: only the size shows what it decided, but the controller remembers all of it.
 * `undefined` where nothing tells of a refusal, or no way to take what is in flux comes to that size.
 */
export function findRefused(doubt: Doubt, states: readonly ControllerState[]): Fit | undefined {
  const { hpa, sync } = doubt;
  const { refusal, before, read } = sync;
  if (refusal === undefined || before === undefined) return undefined;
  const { sizeBefore: current, sizeAfter: desired } = refusal;
  const after: HpaObservation = { ...before, current, desired };
  for (const { items, ...assumed } of otherWays({ ...doubt, after: [after] })) {
    const kept = states
      .map((state) => attempt(hpa, state, { ...read, items }, assumed))
      .filter(({ reconciled }) => (reconciled.decision.scaleTo ?? current) === desired);
    const [first] = kept;
    if (first === undefined) continue;
    const remembering = kept.map((one) => ({
      ...stateAfter(one, read.answeredAt),
      status: one.before.status,
    }));
    return { attempt: first, states: distinctStates(remembering), flux: refusal.why };
  }
  return undefined;
}
