import type { Container, Pod } from '../hpa/pod.ts';
import type { PodObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** The pods as they stood at some point of their history. */
export interface PodsThen {
  readonly pods: readonly Pod[];
  /** The first change that this point has and the nominal one has not, or the other way round. */
  readonly change?: PodObservation;
}

/** The label by which recomputed pods are selected; the real selector is the adapter's business. */
const LABELS = { audited: 'true' };
export const AUDITED_SELECTOR = 'audited=true';

/** Walks through the life of the pods; instants must be asked for in their order. */
export interface PodHistory {
  /** Whether anything was known of pods at that time. */
  isKnown(at: Instant): boolean;
  /**
   * The pods at an instant, first as our watch saw them then, after that every other state that it saw within `fluxMs`
   * of it: the controller's watch brings the same changes in the same order, but not in the same moment.
   */
  around(at: Instant, fluxMs: number): readonly PodsThen[];
}

/** Takes the changes in order of time; `containers` are those of every pod, with their requests. */
export function podHistory(changes: readonly PodObservation[], containers: readonly Container[]): PodHistory {
  const pods = new Map<string, Pod>();
  let done = 0;
  return {
    isKnown: (at) => changes[0] !== undefined && changes[0].at <= at,
    around: (at, fluxMs) => {
      for (; done < changes.length && changes[done]!.at < at - fluxMs; done++)
        apply(pods, changes[done]!, containers);
      const states: PodsThen[] = [{ pods: [...pods.values()] }];
      const then = new Map(pods);
      let nominal = 0;
      let next = done;
      for (; next < changes.length && changes[next]!.at <= at + fluxMs; next++) {
        apply(then, changes[next]!, containers);
        states.push({ pods: [...then.values()] });
        if (changes[next]!.at <= at) nominal = next - done + 1;
      }
      const others = states.flatMap((state, index): readonly PodsThen[] =>
        index === nominal ? [] : [{ ...state, change: changes[done + Math.min(index, nominal)]! }],
      );
      return [states[nominal]!, ...others];
    },
  };
}

/** Reasons of a container that waits; the pod's phase does not change with them. */
const WAITING =
  /^(CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName|Create\w+Error|RunContainerError)$/;

function apply(
  pods: Map<string, Pod>,
  { pod: name, change, at, since = at, detail = '' }: PodObservation,
  containers: readonly Container[],
): void {
  if (change === 'deleted') {
    pods.delete(name);
    return;
  }
  const before = pods.get(name) ?? newPod(name, containers);
  switch (change) {
    case 'started':
      pods.set(name, { ...before, phase: 'Running', startTime: before.startTime ?? since });
      return;
    case 'ready':
    case 'unready': {
      const status = change === 'ready' ? 'True' : 'False';
      pods.set(name, { ...before, ready: { status, lastTransition: since } });
      return;
    }
    case 'terminating':
      pods.set(name, { ...before, deleting: true });
      return;
    case 'failed':
      pods.set(name, WAITING.test(detail) ? before : { ...before, phase: 'Failed' });
      return;
    default:
      pods.set(name, before);
  }
}

function newPod(name: string, containers: readonly Container[]): Pod {
  return {
    name,
    labels: LABELS,
    phase: 'Pending',
    deleting: false,
    startTime: undefined,
    ready: undefined,
    containers,
  };
}
