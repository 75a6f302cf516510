import type { HpaObservation } from '../sample/observation.ts';
import { type Attempt, attempt, type ControllerState } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { divergentSync, equalSync } from './audited-sync.ts';
import { distinctStates, firstState, forcedState, forget } from './controller-state.ts';
import type { Doubt, Fit } from './doubt.ts';
import { type Evidence, restartEvidence, unknownInput } from './excuse.ts';
import { findFit } from './find-fit.ts';
import type { AuditedSync } from './hpa-audit.ts';
import { podHistory } from './pod-history.ts';
import { type SeenSync, statusesAfter } from './seen-sync.ts';
import { specsAround } from './spec-history.ts';

/** How far apart our watch and the controller's may bring the same change of a pod, or edit of the HPA; milliseconds. */
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
  const history = podHistory(evidence.timeline.of('pod'), hpa.containers);
  const accountedFor = new Set<HpaObservation>();
  const syncs: AuditedSync[] = [];
  let states: readonly ControllerState[] = [firstState(seen[0], evidence)];
  let open = 0;
  for (const [index, sync] of seen.entries()) {
    const pods = history.around(sync.read.answeredAt, FLUX_MS);
    const specs = specsAround(hpa.specs, sync.read.askedAt, FLUX_MS);
    const after = statusesAfter(sync, accountedFor);
    if (after.length === 0) continue;
    const restart = restartEvidence(hpa, sync, seen[index - 1], evidence);
    if (restart !== undefined) states = [...states, ...states.map((state) => forget(state, restart))];
    const unknown = () => unknownInput(hpa, sync, seen[0]!.read.askedAt, evidence);
    const step = auditSync({ hpa, sync, after, pods, specs, states, unknown });
    syncs.push(step.audited);
    accountedFor.add(step.status);
    states = step.states.length > 1 ? distinctStates(step.states) : step.states;
    if (step.isOpen) open++;
    if (open > 0 && options.stopAtOpen) break;
  }
  return { syncs, accountedFor, open };
}

/** One sync with all that may be taken for granted about it. */
interface Moment extends Doubt {
  readonly states: readonly ControllerState[];
  /** Which input of it is not known, if any. */
  readonly unknown: () => string | undefined;
}

/** What came of one sync, and what the controller may have after it. */
interface Step {
  readonly audited: AuditedSync;
  readonly status: HpaObservation;
  readonly states: readonly ControllerState[];
  readonly isOpen: boolean;
}

function auditSync(moment: Moment): Step {
  const { states, unknown } = moment;
  const fit = findFit(moment, states);
  if (fit === undefined) return auditMisfit(moment);
  const base = { status: fit.attempt.after, states: fit.states, isOpen: false };
  const restart = isNewlyRestarted(states, fit) ? fit.states[0]?.restarted : undefined;
  if (restart === undefined) return { ...base, audited: equalSync(fit) };
  const found = { unknown: unknown(), restart, isRestart: true };
  return { ...base, audited: divergentSync(plainAttempt(moment, states[0]!), found) };
}

function auditMisfit(moment: Moment): Step {
  const { sync, after, states } = moment;
  const forgetful = states.map((state) => forget(state));
  const restarted = findFit(moment, forgetful);
  const unknown = moment.unknown();
  const tries = states.map((state) => plainAttempt(moment, state));
  const forced = tries.map((one) => forcedState(one, sync));
  const found = { unknown, restart: undefined, isRestart: restarted !== undefined };
  return {
    audited: divergentSync(tries[0]!, found),
    status: restarted?.attempt.after ?? after[0]!,
    // An unproven restart is one more way to go on, but not where an input is known to be missing.
    states: unknown === undefined ? [...forced, ...(restarted?.states ?? [])] : forced,
    isOpen: unknown === undefined,
  };
}

function plainAttempt({ hpa, sync, after, pods, specs }: Moment, state: ControllerState): Attempt {
  return attempt(hpa, state, sync.read, { after: after[0]!, pods: pods[0]!, spec: specs[0], shiftMs: 0 });
}

/** Whether only a restart makes the decision right, and none had to be taken for certain before. */
function isNewlyRestarted(states: readonly ControllerState[], fit: Fit | undefined): fit is Fit {
  const isSure = (all: readonly ControllerState[]) => all.every(({ restarted }) => restarted !== undefined);
  return fit !== undefined && isSure(fit.states) && !isSure(states);
}
