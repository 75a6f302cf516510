import { NO_MEMORY } from '../hpa/memory.ts';
import { storeScaleEvent } from '../hpa/scale-events.ts';
import { type Condition, EMPTY_STATUS, type HpaStatus, NO_METRIC_STATUS } from '../hpa/status.ts';
import type { HpaObservation } from '../sample/observation.ts';
import { type Attempt, type ControllerState, stateAfter } from './attempt.ts';
import type { Evidence } from './excuse.ts';
import type { SeenSync } from './seen-sync.ts';

/**
 * What the controller has when the record begins: nothing where it had not looked at the HPA yet. Otherwise what it
 * remembers is not known, and only what is on record counts.
 */
export function firstState(
  first: SeenSync | undefined,
  { timeline, startsFresh }: Evidence,
): ControllerState {
  if (startsFresh) return { memory: NO_MEMORY, status: EMPTY_STATUS };
  const before = timeline.of('hpa').findLast((hpa) => hpa.at <= (first?.read.askedAt ?? 0));
  const status = before === undefined ? EMPTY_STATUS : statusOf(before);
  return { memory: { ...NO_MEMORY, recommendations: [] }, status };
}

/** The same after a restart: the HPA object stays, the memory is gone. */
export function forget(state: ControllerState, restarted?: string): ControllerState {
  return { ...state, memory: NO_MEMORY, ...(restarted === undefined ? {} : { restarted }) };
}

/** Goes on from what the controller really did; what it thought is not known better than recomputed. */
export function forcedState(one: Attempt, { read }: SeenSync): ControllerState {
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
  return {
    ...before,
    status: statusOf(after),
    memory: { ...events, recommendations: memory.recommendations },
  };
}

/** A status as the record has it; times of transition are not on record and decide nothing. */
function statusOf({ at, current, desired, metrics, conditions }: HpaObservation): HpaStatus {
  return {
    currentReplicas: current,
    desiredReplicas: desired,
    lastScaleTime: undefined,
    // The first is that of the pods; of others a status tells the same figure as their target.
    currentMetrics: metrics.flatMap(({ name, value }, index): HpaStatus['currentMetrics'] => {
      if (value === null) return [];
      if (index > 0) return [{ ...NO_METRIC_STATUS, type: 'Resource', name, averageUtilization: value }];
      return [{ ...NO_METRIC_STATUS, type: 'Pods', name, averageValue: Math.round(value * 1000) }];
    }),
    conditions: conditions.map((one) => ({
      ...one,
      type: one.type as Condition['type'],
      lastTransitionTime: at,
    })),
  };
}

/** As many states of the controller are followed at once where the record leaves it open which is true. */
const MOST_STATES = 8;

/** States that differ in what is remembered, the likeliest first and not too many. */
export function distinctStates(states: readonly ControllerState[]): readonly ControllerState[] {
  const byMemory = new Map<string, ControllerState>();
  for (const state of states) {
    const key = JSON.stringify([state.memory, state.restarted]);
    if (!byMemory.has(key)) byMemory.set(key, state);
  }
  return [...byMemory.values()].slice(0, MOST_STATES);
}
