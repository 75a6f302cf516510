import type { Instant } from '../units/instant.ts';
import { addInt32 } from './int64.ts';
import { type ControllerMemory, replaceOldOrAppend, type ScaleEvent } from './memory.ts';
import type { Behavior, ScalingRules } from './spec.ts';

/**
 * Remembers a rescale for the policies; only with a `behavior`, also for jumps into the range. Outdated entries of the
 * same direction are overwritten, even when a policy of the other direction still needs them. Go: `storeScaleEvent`.
 */
export function storeScaleEvent(
  memory: ControllerMemory,
  behavior: Behavior | undefined,
  previousReplicas: number,
  newReplicas: number,
  now: Instant,
): ControllerMemory {
  if (behavior === undefined) return memory;
  const change = addInt32(newReplicas, -previousReplicas);
  if (newReplicas > previousReplicas) {
    const scaleUpEvents = withEvent(memory.scaleUpEvents, behavior.scaleUp, change, now);
    return { ...memory, scaleUpEvents };
  }
  const scaleDownEvents = withEvent(memory.scaleDownEvents, behavior.scaleDown, addInt32(0, -change), now);
  return { ...memory, scaleDownEvents };
}

function withEvent(
  events: readonly ScaleEvent[],
  rules: ScalingRules,
  change: number,
  now: Instant,
): readonly ScaleEvent[] {
  const marked = markScaleEventsOutdated(events, longestPolicyPeriod(rules), now);
  const oldIndex = marked.findLastIndex((event) => event.outdated);
  return replaceOldOrAppend(marked, oldIndex, { change, at: now, outdated: false });
}

/** Go: `markScaleEventsOutdated`. */
function markScaleEventsOutdated(
  events: readonly ScaleEvent[],
  longestPeriodSeconds: number,
  now: Instant,
): readonly ScaleEvent[] {
  const cutoff = now - longestPeriodSeconds * 1000;
  return events.map((event) => (event.at < cutoff ? { ...event, outdated: true } : event));
}

/** Go: `getLongestPolicyPeriod`. */
function longestPolicyPeriod(rules: ScalingRules): number {
  let longest = 0;
  for (const { periodSeconds } of rules.policies) if (periodSeconds > longest) longest = periodSeconds;
  return longest;
}

/** Replicas changed strictly within the last period; looks at times alone. Go: `getReplicasChangePerPeriod`. */
export function replicasChangePerPeriod(
  periodSeconds: number,
  events: readonly ScaleEvent[],
  now: Instant,
): number {
  const cutoff = now - periodSeconds * 1000;
  let change = 0;
  for (const event of events) if (event.at > cutoff) change = addInt32(change, event.change);
  return change;
}
