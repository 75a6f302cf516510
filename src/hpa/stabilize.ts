import type { Instant } from '../units/instant.ts';
import { type Recommendation, replaceOldOrAppend } from './memory.ts';
import type { Behavior } from './spec.ts';

/** A stabilized proposal and the list that remembers the unstabilized one. */
export interface Stabilized {
  readonly replicas: number;
  readonly recommendations: readonly Recommendation[];
}

/**
 * Without `behavior`: the highest proposal of the window, whose far edge still counts; it may lie above the current size.
 * Go: `stabilizeRecommendation`.
 */
export function stabilizeRecommendation(
  recommendations: readonly Recommendation[],
  proposal: number,
  windowMs: number,
  now: Instant,
): Stabilized {
  const cutoff = now - windowMs;
  let replicas = proposal;
  let oldIndex = -1;
  for (let i = 0; i < recommendations.length; i++) {
    const one = recommendations[i]!;
    if (one.at < cutoff) oldIndex = i;
    else if (one.replicas > replicas) replicas = one.replicas;
  }
  const entry = { replicas: proposal, at: now };
  return { replicas, recommendations: replaceOldOrAppend(recommendations, oldIndex, entry) };
}

/**
 * With `behavior`: the size stays unless every proposal of the window asks to move it that way; the far edge of a window
 * does not count. Go: `stabilizeRecommendationWithBehaviors`.
 */
export function stabilizeRecommendationWithBehaviors(
  recommendations: readonly Recommendation[],
  proposal: number,
  currentReplicas: number,
  windows: { readonly upSeconds: number; readonly downSeconds: number },
  now: Instant,
): Stabilized {
  const upCutoff = now - windows.upSeconds * 1000;
  const downCutoff = now - windows.downSeconds * 1000;
  let lowest = proposal;
  let highest = proposal;
  let oldIndex = -1;
  for (let i = 0; i < recommendations.length; i++) {
    const one = recommendations[i]!;
    if (one.at > upCutoff && one.replicas < lowest) lowest = one.replicas;
    if (one.at > downCutoff && one.replicas > highest) highest = one.replicas;
    if (one.at < upCutoff && one.at < downCutoff) oldIndex = i;
  }
  let replicas = currentReplicas;
  if (replicas < lowest) replicas = lowest;
  if (replicas > highest) replicas = highest;
  const entry = { replicas: proposal, at: now };
  return { replicas, recommendations: replaceOldOrAppend(recommendations, oldIndex, entry) };
}

/** The windows in seconds; an open scale-down window is the controller's, in whole seconds. Go: `maybeInitScaleDownStabilizationWindow`. */
export function stabilizationWindows(
  behavior: Behavior,
  downscaleStabilizationMs: number,
): { readonly upSeconds: number; readonly downSeconds: number } {
  return {
    upSeconds: behavior.scaleUp.stabilizationWindowSeconds ?? 0,
    downSeconds: behavior.scaleDown.stabilizationWindowSeconds ?? Math.trunc(downscaleStabilizationMs / 1000),
  };
}
