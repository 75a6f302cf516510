import type { Instant } from '../units/instant.ts';

/** A proposal of the metrics before stabilization and limits. */
export interface Recommendation {
  readonly replicas: number;
  readonly at: Instant;
}

/** One rescale, as the policies count it. */
export interface ScaleEvent {
  /** How many replicas were added or removed; positive. */
  readonly change: number;
  readonly at: Instant;
  /** Older than the longest policy period of its direction when last looked at; never taken back. */
  readonly outdated: boolean;
}

/** What the controller remembers about one HPA; lost when it restarts. */
export interface ControllerMemory {
  /** `undefined`: this controller has not looked at the HPA yet. */
  readonly recommendations: readonly Recommendation[] | undefined;
  readonly scaleUpEvents: readonly ScaleEvent[];
  readonly scaleDownEvents: readonly ScaleEvent[];
}

/** The memory of a controller that has just started. */
export const NO_MEMORY: ControllerMemory = {
  recommendations: undefined,
  scaleUpEvents: [],
  scaleDownEvents: [],
};

/** The first recommendation is the size found, so that nothing drops at once. Go: `recordInitialRecommendation`. */
export function withInitialRecommendation(
  memory: ControllerMemory,
  currentReplicas: number,
  now: Instant,
): ControllerMemory {
  if (memory.recommendations !== undefined) return memory;
  return { ...memory, recommendations: [{ replicas: currentReplicas, at: now }] };
}

/** Takes the place of the last old entry, else goes to the end; the list is never pruned otherwise. */
export function replaceOldOrAppend<T>(list: readonly T[], oldIndex: number, entry: T): readonly T[] {
  if (oldIndex < 0) return [...list, entry];
  const next = list.slice();
  next[oldIndex] = entry;
  return next;
}
