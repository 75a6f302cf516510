import { NO_MEMORY } from '../hpa/memory.ts';
import { parseQuantity } from '../hpa/quantity.ts';
import { storeScaleEvent } from '../hpa/scale-events.ts';
import { type Condition, EMPTY_STATUS, type HpaStatus, NO_METRIC_STATUS } from '../hpa/status.ts';
import type { HpaObservation } from '../sample/observation.ts';
import { type Attempt, attempt, type ControllerState, sentencesOf, stateAfter } from './attempt.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { type Evidence, restartEvidence, unknownInput } from './excuse.ts';
import { type Fit, findFit } from './find-fit.ts';
import type { AuditedSync } from './hpa-audit.ts';
import { type PodsThen, podHistory } from './pod-history.ts';
import { ratioOf, ruleOf } from './rule-of.ts';
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
export function auditSyncs(hpa: AuditedHpa, seen: readonly SeenSync[], evidence: Evidence): AuditedSyncs {
  const history = podHistory(evidence.timeline.of('pod'));
  const accountedFor = new Set<HpaObservation>();
  const syncs: AuditedSync[] = [];
  let states: readonly ControllerState[] = [firstState(seen[0], evidence)];
  let open = 0;
  seen.forEach((sync, index) => {
    const pods = history.around(sync.read.answeredAt, FLUX_MS);
    const fit = findFit(hpa, states, sync, pods);
    if (fit !== undefined) {
      states = fit.states;
      accountedFor.add(fit.attempt.after);
      syncs.push(equalSync(sync, fit));
      return;
    }
    const restarted = findFit(hpa, states.map(forget), sync, pods);
    const unknown = unknownInput(hpa, sync, seen[0]!.read.askedAt, evidence);
    const restart = restarted && restartEvidence(hpa, sync, seen[index - 1], evidence);
    const one = plainAttempt(hpa, states[0]!, sync, pods);
    accountedFor.add(one.after);
    syncs.push(divergentSync(sync, one, { unknown, restart, isRestart: restarted !== undefined }));
    if (restart === undefined && unknown === undefined) open++;
    states = restarted?.states ?? [forcedState(one, sync)];
  });
  return { syncs, accountedFor, open };
}

function firstState(first: SeenSync | undefined, { timeline, startsFresh }: Evidence): ControllerState {
  const before = timeline.of('hpa').findLast((hpa) => hpa.at <= (first?.read.askedAt ?? 0));
  if (startsFresh || before === undefined) return { memory: NO_MEMORY, status: EMPTY_STATUS };
  return { memory: NO_MEMORY, status: statusOf(before) };
}

function forget({ status }: ControllerState): ControllerState {
  return { status, memory: NO_MEMORY };
}

function plainAttempt(
  hpa: AuditedHpa,
  state: ControllerState,
  { read, after }: SeenSync,
  [pods]: readonly PodsThen[],
): Attempt {
  return attempt(hpa, state, read, { after: after[0]!, pods: pods!, shiftMs: 0 });
}

/** Goes on from what the controller really did; what it thought is not known better than recomputed. */
function forcedState(one: Attempt, { read }: SeenSync): ControllerState {
  const { after, before, input } = one;
  const { memory } = stateAfter(one, read.answeredAt);
  const events =
    after.desired === after.current
      ? before.memory
      : storeScaleEvent(
          before.memory,
          input.hpa.spec.behavior,
          after.current,
          after.desired,
          read.answeredAt,
        );
  return { status: statusOf(after), memory: { ...events, recommendations: memory.recommendations } };
}

/** A status as the record has it; times of transition are not on record and decide nothing. */
function statusOf({ at, current, desired, metrics, conditions }: HpaObservation): HpaStatus {
  const [metric] = metrics;
  const averageValue = metric?.value == null ? undefined : Math.round(metric.value * 1000);
  return {
    currentReplicas: current,
    desiredReplicas: desired,
    lastScaleTime: undefined,
    currentMetrics:
      metric === undefined || averageValue === undefined
        ? []
        : [{ ...NO_METRIC_STATUS, type: 'Pods', name: metric.name, averageValue }],
    conditions: conditions.map((one) => ({
      ...one,
      type: one.type as Condition['type'],
      lastTransitionTime: at,
    })),
  };
}

function equalSync(sync: SeenSync, { attempt: one, flux }: Fit): AuditedSync {
  return { ...baseOf(sync, one), equal: true, ...(flux === undefined ? {} : { flux }) };
}

function divergentSync(
  sync: SeenSync,
  one: Attempt,
  found: {
    readonly unknown: string | undefined;
    readonly restart: string | undefined;
    readonly isRestart: boolean;
  },
): AuditedSync {
  const base = baseOf(sync, one);
  const { replicas } = base.recomputed;
  const told = describeDifference(one);
  const [kind, why] =
    found.restart !== undefined
      ? ([
          'controller-restart',
          `the controller had forgotten all before: ${found.restart}; from an empty memory its decision is right`,
        ] as const)
      : found.unknown !== undefined
        ? (['unknown-input', `${told}; ${found.unknown}`] as const)
        : found.isRestart
          ? ([
              'controller-restart',
              `${told}; from an empty memory the decision is right, though nothing else tells of a restart`,
            ] as const)
          : (['our-bug', `${told}; every input is on record and no other flag explains it`] as const);
  return {
    ...base,
    equal: false,
    divergence: { at: base.at, class: kind, why, recomputed: replicas, observed: base.observed },
  };
}

function describeDifference({ reconciled, after }: Attempt): string {
  const { status } = reconciled.decision;
  if (status.desiredReplicas !== after.desired)
    return `the rules give ${status.desiredReplicas}, the HPA set ${after.desired}`;
  const reasons = (list: readonly { readonly reason: string }[]) =>
    list.map(({ reason }) => reason).join(', ');
  return `both keep to ${after.desired}, but the HPA says ${reasons(after.conditions)} at ${after.metrics[0]?.value ?? 'no value'}, and the rules ${reasons(status.conditions)}`;
}

function baseOf({ read }: SeenSync, one: Attempt): Omit<AuditedSync, 'equal'> {
  const { workings, status } = one.reconciled.decision;
  const ratio = ratioOf(one);
  const { proposal, stabilized } = workings;
  // Without a size the status keeps an old desiredReplicas, and the target keeps the size that it has.
  const isKept = proposal === undefined && one.reconciled.decision.scaleTo === undefined;
  const { desiredReplicas } = status;
  const { current, desired } = one.after;
  return {
    at: read.askedAt,
    inputs: {
      values: read.items.map(({ pod, value }) => ({ pod, value: unitsOf(value) })),
      ...(read.status === 200 ? {} : { problem: read.detail ?? `status ${read.status}` }),
      current,
      pods: one.pods.pods.map(({ name, phase, ready, deleting }) => ({
        pod: name,
        phase,
        ready: ready?.status === 'True',
        deleting,
      })),
    },
    recomputed: {
      ...(ratio === undefined ? {} : { ratio }),
      ...(proposal === undefined ? {} : { proposal }),
      ...(stabilized === undefined ? {} : { stabilized }),
      replicas: isKept ? current : desiredReplicas,
      rule: ruleOf(one, read),
      sentences: sentencesOf(one),
    },
    observed: isKept && desired === desiredReplicas ? current : desired,
  };
}

function unitsOf(value: string): number {
  const quantity = parseQuantity(value);
  return quantity === undefined ? Number.NaN : Number(quantity.unscaled) * 10 ** quantity.exponent;
}
