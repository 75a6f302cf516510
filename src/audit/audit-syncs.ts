import type { HpaObservation } from '../sample/observation.ts';
import { type Attempt, attempt, type ControllerState } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { divergentSync, equalSync } from './audited-sync.ts';
import { firstState, forcedState, forget } from './controller-state.ts';
import { type Evidence, restartEvidence, unknownInput } from './excuse.ts';
import { findFit } from './find-fit.ts';
import type { AuditedSync } from './hpa-audit.ts';
import { type PodsThen, podHistory } from './pod-history.ts';
import type { SeenSync } from './seen-sync.ts';

/** How far apart our watch and the controller's may bring the same change of a pod; milliseconds. */
const FLUX_MS = 250;

/** The audit of all syncs that read their metric. */
export interface AuditedSyncs {
  readonly syncs: readonly AuditedSync[];
  /** The statuses that these syncs account for. */
  readonly accountedFor: ReadonlySet<HpaObservation>;
  /** Divergences that no gap and no proven restart explains. */
  readonly open: number;
}

/** Recomputes sync after sync, each from what the one before it left in the controller's memory. */
export function auditSyncs(
  hpa: AuditedHpa,
  seen: readonly SeenSync[],
  evidence: Evidence,
  options: { readonly stopAtOpen?: boolean } = {},
): AuditedSyncs {
  const history = podHistory(evidence.timeline.of('pod'));
  const accountedFor = new Set<HpaObservation>();
  const syncs: AuditedSync[] = [];
  let states: readonly ControllerState[] = [firstState(seen[0], evidence)];
  let open = 0;
  for (const [index, sync] of seen.entries()) {
    const pods = history.around(sync.read.answeredAt, FLUX_MS);
    const fit = findFit(hpa, states, sync, pods);
    if (fit !== undefined) {
      states = fit.states;
      accountedFor.add(fit.attempt.after);
      syncs.push(equalSync(sync, fit));
      continue;
    }
    const restarted = findFit(hpa, states.map(forget), sync, pods);
    const unknown = unknownInput(hpa, sync, seen[0]!.read.askedAt, evidence);
    const restart = restarted && restartEvidence(hpa, sync, seen[index - 1], evidence);
    if (restart === undefined && unknown === undefined) open++;
    if (open > 0 && options.stopAtOpen) break;
    const one = plainAttempt(hpa, states[0]!, sync, pods);
    accountedFor.add(one.after);
    syncs.push(divergentSync(sync, one, { unknown, restart, isRestart: restarted !== undefined }));
    states = restarted?.states ?? [forcedState(one, sync)];
  }
  return { syncs, accountedFor, open };
}

function plainAttempt(
  hpa: AuditedHpa,
  state: ControllerState,
  { read, after }: SeenSync,
  [pods]: readonly PodsThen[],
): Attempt {
  return attempt(hpa, state, read, { after: after[0]!, pods: pods!, shiftMs: 0 });
}
