import type { HpaObservation, PodObservation } from '../sample/observation.ts';
import { type Attempt, attempt, type ControllerState, fits, stateAfter } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { distinctStates } from './controller-state.ts';
import type { PodsThen } from './pod-history.ts';
import { isWithoutRead, type SeenRead, type SeenSync } from './seen-sync.ts';

/** How far a window is shifted to see whether something stood at its very edge; milliseconds. */
const EDGE_MS = 50;
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
  { read }: SeenSync,
  after: readonly HpaObservation[],
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
    return { attempt: first, states: distinctStates(all) };
  }
  for (const { status, shiftMs, pods, items } of otherWays(after, podStates, read)) {
    const assumed = { after: status, pods, shiftMs };
    const found = states.map((state) => attempt(hpa, state, { ...read, items }, assumed)).filter(fits);
    const [one] = found;
    if (one === undefined) continue;
    // The next status may be the work of a sync that read nothing, and then nothing is in doubt here.
    const isLate = status !== likeliest && !isWithoutRead(likeliest);
    const flux = fluxText(pods.change, shiftMs, isLate, read.answeredAt);
    return {
      attempt: one,
      states: distinctStates(found.map((each) => stateAfter(each, read.answeredAt))),
      ...(flux === '' ? {} : { flux }),
    };
  }
  return undefined;
}

/** One way to take what is in doubt. */
interface Way {
  readonly status: HpaObservation;
  readonly shiftMs: number;
  readonly pods: PodsThen;
  readonly items: SeenRead['items'];
}

/** Every way to take what is in doubt about a sync, the likeliest first. */
function* otherWays(
  after: readonly HpaObservation[],
  podStates: readonly PodsThen[],
  { items: likeliest, guesses = [] }: SeenRead,
): Generator<Way> {
  for (const items of [likeliest, ...guesses]) {
    for (const status of after) {
      for (const shiftMs of [0, -EDGE_MS, EDGE_MS]) {
        for (const pods of podStates) yield { status, shiftMs, pods, items };
      }
    }
  }
}

function proposalOf({ reconciled }: Attempt): number | undefined {
  return reconciled.decision.workings.proposal;
}

function fluxText(
  change: PodObservation | undefined,
  shiftMs: number,
  isLate: boolean,
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
  if (isLate) parts.push('its status was seen after the answer to the next sync');
  return parts.join('; ');
}
