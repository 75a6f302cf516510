import { NO_MEMORY } from '../hpa/memory.ts';
import { storeScaleEvent } from '../hpa/scale-events.ts';
import { type Condition, EMPTY_STATUS, type HpaStatus, NO_METRIC_STATUS } from '../hpa/status.ts';
import type { HpaObservation } from '../sample/observation.ts';
import { type Attempt, type ControllerState, stateAfter } from './attempt.ts';
import type { Evidence } from './excuse.ts';
import type { SeenSync } from './seen-sync.ts';

/** What the controller has when the record begins: nothing, where it had not looked at the HPA yet. */
export function firstState(
  first: SeenSync | undefined,
  { timeline, startsFresh }: Evidence,
): ControllerState {
  const before = timeline.of('hpa').findLast((hpa) => hpa.at <= (first?.read.askedAt ?? 0));
  if (startsFresh || before === undefined) return { memory: NO_MEMORY, status: EMPTY_STATUS };
  return { memory: NO_MEMORY, status: statusOf(before) };
}

/** The same after a restart: the HPA object stays, the memory is gone. */
export function forget({ status }: ControllerState): ControllerState {
  return { status, memory: NO_MEMORY };
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
