import type { HpaObservation } from '../sample/observation.ts';
import type { Assumed, Attempt, ControllerState } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import type { PodsThen } from './pod-history.ts';
import type { SeenRead, SeenSync } from './seen-sync.ts';
import type { SpecThen } from './spec-history.ts';

/** How far a window is shifted to see whether something stood at its very edge; milliseconds. */
export const EDGE_MS = 50;

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

/** One way to take what is in doubt. */
interface Way extends Assumed {
  readonly items: SeenRead['items'];
}

/** Every way to take what is in doubt about a sync, the likeliest first. */
export function* otherWays({ sync, after: statuses, pods: podStates, specs }: Doubt): Generator<Way> {
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
