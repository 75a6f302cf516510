import type { HpaObservation } from '../sample/observation.ts';
import { type Assumed, type Attempt, attempt, type ControllerState, fits, stateAfter } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { distinctStates } from './controller-state.ts';
import type { PodsThen } from './pod-history.ts';
import { freshness, isWithoutRead, type SeenRead, type SeenSync } from './seen-sync.ts';
import type { SpecThen } from './spec-history.ts';

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

/** One sync, and every side of what is in doubt about it, the likeliest first. */
export interface Doubt {
  readonly hpa: AuditedHpa;
  readonly sync: SeenSync;
  /** The statuses that may be its own. */
  readonly after: readonly HpaObservation[];
  readonly pods: readonly PodsThen[];
  readonly specs: readonly [SpecThen, ...SpecThen[]];
}

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

/** A sync that left the size alone and whose status was refused: it shows nowhere, but the controller remembers it. */
function findRefused({ hpa, sync, pods, specs }: Doubt, states: readonly ControllerState[]): Fit | undefined {
  const ms = freshness(sync);
  const { before: after, read } = sync;
  if (ms === undefined || after === undefined) return undefined;
  const assumed = { after, pods: pods[0]!, spec: specs[0], shiftMs: 0 };
  const kept = states
    .map((state) => attempt(hpa, state, read, assumed))
    .filter(({ reconciled }) => reconciled.decision.scaleTo === undefined);
  const [first] = kept;
  if (first === undefined) return undefined;
  const remembering = kept.map((one) => ({ ...stateAfter(one, read.answeredAt), status: one.before.status }));
  const flux = `no status of its own: the one before it was seen ${Math.round(ms)} ms before the read, too fresh for the API server to take another`;
  return { attempt: first, states: distinctStates(remembering), flux };
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

/** One way to take what is in doubt. */
interface Way extends Assumed {
  readonly items: SeenRead['items'];
}

/** Every way to take what is in doubt about a sync, the likeliest first. */
function* otherWays({ sync, after: statuses, pods: podStates, specs }: Doubt): Generator<Way> {
  const { items: likeliest, guesses = [] } = sync.read;
  for (const items of [likeliest, ...guesses]) {
    for (const after of statuses) {
      for (const spec of specs) {
        for (const shiftMs of [0, -EDGE_MS, EDGE_MS]) {
          for (const pods of podStates) yield { after, shiftMs, pods, spec, items };
        }
      }
    }
  }
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
