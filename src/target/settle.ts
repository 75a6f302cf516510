import { podOf } from '../sample/gpu-pod.ts';
import type { Observation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** Watches the observations go by and tells when a run has come to rest after its load. */
export interface SettleWatch {
  readonly observe: (seen: Observation) => void;
  /** Since when everything is at rest: replicas at min, no surplus pod, every GPU at 0; `undefined` while not. */
  restingSince(): Instant | undefined;
  /** What is not at rest yet, for progress and messages. */
  pending(): string;
}

/** Starts with everything unknown; unknown is never at rest. */
export function watchSettling(minReplicas: number): SettleWatch {
  let desired: number | undefined;
  let current: number | undefined;
  const pods = new Set<string>();
  const duty = new Map<string, number>();
  let seenByHpa: number | undefined;
  let since: Instant | undefined;
  const blockers = (): readonly string[] => [
    ...(desired === minReplicas
      ? []
      : [`desired replicas ${desired ?? 'unknown'}, waiting for ${minReplicas}`]),
    ...(current === minReplicas && pods.size <= minReplicas
      ? []
      : [`${pods.size} pods, waiting for ${minReplicas}`]),
    ...([...duty].some(([pod, value]) => pods.has(pod) && value > 0) ? ['a GPU is still busy'] : []),
    ...(seenByHpa === undefined || seenByHpa === 0 ? [] : [`the HPA still sees ${seenByHpa}`]),
  ];
  return {
    observe: (seen) => {
      switch (seen.kind) {
        case 'replicas':
          desired = seen.desired;
          current = seen.current;
          break;
        case 'pod':
          if (seen.change === 'deleted') pods.delete(seen.pod);
          else pods.add(seen.pod);
          break;
        case 'gpu': {
          const pod = podOf(seen);
          if (seen.source === 'prometheus' && pod !== undefined && typeof seen.value === 'number')
            duty.set(pod, seen.value);
          break;
        }
        case 'hpa':
          seenByHpa = seen.metrics[0]?.value ?? undefined;
          break;
        default:
          return;
      }
      if (blockers().length > 0) since = undefined;
      else since ??= seen.at;
    },
    restingSince: () => since,
    pending: () => blockers().join('; ') || 'nothing',
  };
}
