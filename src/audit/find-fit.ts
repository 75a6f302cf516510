import type { HpaObservation } from '../sample/observation.ts';
import { type Assumed, type Attempt, attempt, type ControllerState, fits, stateAfter } from './attempt.ts';
import { distinctStates } from './controller-state.ts';
import { type Doubt, EDGE_MS, type Fit, otherWays } from './doubt.ts';
import { findRefused } from './find-refused.ts';
import { isWithoutRead } from './seen-sync.ts';

/**
 * Looks for a way to recompute a sync that comes to what was seen: first from the record as it stands, then with what was
 * in flux in that moment taken the other way. `undefined` when there is none.
 */
export function findFit(doubt: Doubt, states: readonly ControllerState[]): Fit | undefined {
  const { hpa, sync, after } = doubt;
  const { read } = sync;
  const [likeliest] = after;
  const [nominal, ...others] = doubt.pods;
  if (likeliest === undefined || nominal === undefined) return undefined;
  // A status that came in time was written all the same: then the refusal is another sync's.
  const isWritten = sync.later.includes(likeliest) && likeliest.at <= sync.until;
  if (sync.refusal?.isProven && !isWritten) {
    const refused = findRefused(doubt, states);
    if (refused !== undefined) return refused;
  }
  const assumed = { after: likeliest, pods: nominal, spec: doubt.specs[0], shiftMs: 0 };
  const fitting = states.map((state) => attempt(hpa, state, read, assumed)).filter(fits);
  const [first] = fitting;
  if (first !== undefined) {
    // The same status can come of another proposal, and then windows remember something else.
    const hidden = fitting.flatMap(({ before }) =>
      others
        .map((pods) => attempt(hpa, before, read, { ...assumed, pods }))
        .filter((other) => fits(other) && proposalOf(other) !== proposalOf(first)),
    );
    const all = [...fitting, ...hidden].map((one) => stateAfter(one, read.answeredAt));
    return { attempt: first, states: distinctStates(all) };
  }
  return findOtherFit(doubt, states, likeliest) ?? findRefused(doubt, states);
}

function findOtherFit(
  doubt: Doubt,
  states: readonly ControllerState[],
  likeliest: HpaObservation,
): Fit | undefined {
  const { hpa, sync } = doubt;
  const { read } = sync;
  for (const { items, ...assumed } of otherWays(doubt)) {
    const found = states.map((state) => attempt(hpa, state, { ...read, items }, assumed)).filter(fits);
    const [one] = found;
    if (one === undefined) continue;
    // The next status may be the work of a sync that read nothing, and then nothing is in doubt here.
    const isLate = assumed.after !== likeliest && !isWithoutRead(likeliest);
    const flux = fluxText(assumed, isLate, read.answeredAt);
    return {
      attempt: one,
      states: distinctStates(found.map((each) => stateAfter(each, read.answeredAt))),
      ...(flux === '' ? {} : { flux }),
    };
  }
  return undefined;
}

function proposalOf({ reconciled }: Attempt): number | undefined {
  return reconciled.decision.workings.proposal;
}

function fluxText({ pods, spec, shiftMs }: Assumed, isLate: boolean, answeredAt: number): string {
  const parts: string[] = [];
  const { change } = pods;
  if (change !== undefined) parts.push(`pod ${change.pod} ${change.change}, ${fluxOf(change, answeredAt)}`);
  if (spec.edit !== undefined) parts.push(`the HPA was edited, ${fluxOf(spec.edit, answeredAt)}`);
  if (shiftMs !== 0) parts.push(`the edge of a window or period lay within ${EDGE_MS} ms of the sync`);
  if (isLate) parts.push('its status was seen after the answer to the next sync');
  return parts.join('; ');
}

function fluxOf({ at }: { readonly at: number }, answeredAt: number): string {
  const ms = Math.round(at - answeredAt);
  return ms > 0
    ? `seen here ${ms} ms after the read, counted already`
    : `seen here ${-ms} ms before the read, did not count yet`;
}
