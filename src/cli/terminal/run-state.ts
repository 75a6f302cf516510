import { podOf } from '../../sample/gpu-pod.ts';
import type { Observation } from '../../sample/observation.ts';
import type { Instant } from '../../units/instant.ts';

/** What the terminal shows of a run: the latest of everything, folded from observations. */
export interface RunState {
  readonly loadStart: Instant | undefined;
  readonly loadEnd: Instant | undefined;
  readonly stage: string | undefined;
  readonly desired: number;
  readonly ready: number;
  readonly metric: number | null;
  /** Other metrics of the HPA, as `cpu 12 of 80`. */
  readonly others: readonly string[];
  /** Duty cycle 0 to 100 of each pod that has a GPU series, latest value. */
  readonly duty: ReadonlyMap<string, number>;
  readonly sent: number;
  readonly ok: number;
  readonly lost: number;
  /** Send times of the last seconds, for the rate. */
  readonly recent: readonly Instant[];
  /** Desired replicas, one entry a second. */
  readonly history: readonly number[];
  readonly historyAt: Instant;
}

export const EMPTY_STATE: RunState = {
  loadStart: undefined,
  loadEnd: undefined,
  stage: undefined,
  desired: 0,
  ready: 0,
  metric: null,
  others: [],
  duty: new Map(),
  sent: 0,
  ok: 0,
  lost: 0,
  recent: [],
  history: [],
  historyAt: 0,
};

/** Width of the window that the shown rate is taken over, milliseconds. */
export const RATE_WINDOW_MS = 3000;

/** Folds one observation into the state. */
export function nextState(state: RunState, seen: Observation): RunState {
  const next = applyObservation(state, seen);
  if (seen.at - next.historyAt < 1000) return next;
  return { ...next, history: [...next.history, next.desired].slice(-120), historyAt: seen.at };
}

function applyObservation(state: RunState, seen: Observation): RunState {
  switch (seen.kind) {
    case 'load':
      if (seen.edge === 'start') return { ...state, loadStart: seen.at };
      if (seen.edge === 'end') return { ...state, loadEnd: seen.at, stage: undefined };
      return { ...state, stage: seen.edge === 'stage-start' ? seen.stage : undefined };
    case 'replicas':
      return { ...state, desired: seen.desired, ready: seen.ready };
    case 'hpa':
      return {
        ...state,
        metric: seen.metrics[0]?.value ?? null,
        others: seen.metrics
          .slice(1)
          .map(({ name, value, target }) => `${name} ${value ?? '–'} of ${target}`),
      };
    case 'gpu': {
      const pod = podOf(seen);
      if (seen.source !== 'prometheus' || pod === undefined || typeof seen.value !== 'number') return state;
      return { ...state, duty: new Map(state.duty).set(pod, seen.value) };
    }
    case 'pod': {
      if (seen.change !== 'deleted') return state;
      const duty = new Map(state.duty);
      duty.delete(seen.pod);
      return { ...state, duty };
    }
    case 'request':
      return {
        ...state,
        sent: state.sent + 1,
        ok: state.ok + (seen.outcome === 'ok' ? 1 : 0),
        lost: state.lost + (seen.outcome === 'lost' ? 1 : 0),
        recent: [...state.recent.filter((at) => at > seen.sentAt - RATE_WINDOW_MS), seen.sentAt],
      };
    default:
      return state;
  }
}
