import type { Instant } from '../units/instant.ts';
import {
  DESIRED_WITHIN_RANGE,
  READY_FOR_NEW_SCALE,
  SCALE_DOWN_LIMIT,
  SCALE_DOWN_STABILIZED,
  SCALE_UP_LIMIT,
  SCALE_UP_STABILIZED,
  TOO_FEW_REPLICAS,
  TOO_MANY_REPLICAS,
} from './condition-texts.ts';
import type { ConditionText } from './conditions.ts';
import type { ControllerMemory } from './memory.ts';
import { scaleDownLimitWithRules, scaleUpLimit, scaleUpLimitWithRules } from './rate-limits.ts';
import type { Behavior } from './spec.ts';
import {
  stabilizationWindows,
  stabilizeRecommendation,
  stabilizeRecommendationWithBehaviors,
} from './stabilize.ts';

/** A proposal to be brought within windows, policies and bounds. */
export interface NormalizationInput {
  readonly behavior: Behavior | undefined;
  readonly downscaleStabilizationMs: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas: number;
  /** The largest proposal of the metrics, not below 0. */
  readonly proposal: number;
  readonly now: Instant;
}

/** What came out, and what the conditions say about it. */
export interface Normalized {
  readonly replicas: number;
  /** After the stabilization windows, before the limits. */
  readonly stabilized: number;
  readonly ableToScale: ConditionText;
  readonly scalingLimited: ConditionText;
  readonly memory: ControllerMemory;
}

/** Stabilizes and limits a proposal, by the rules with or without `behavior`. */
export function normalize(input: NormalizationInput, memory: ControllerMemory): Normalized {
  return input.behavior === undefined
    ? normalizeDesiredReplicas(input, memory)
    : normalizeDesiredReplicasWithBehaviors(input, input.behavior, memory);
}

/** Go: `normalizeDesiredReplicas`. */
function normalizeDesiredReplicas(input: NormalizationInput, memory: ControllerMemory): Normalized {
  const { replicas: stabilized, recommendations } = stabilizeRecommendation(
    memory.recommendations ?? [],
    input.proposal,
    input.downscaleStabilizationMs,
    input.now,
  );
  const ableToScale = stabilized === input.proposal ? READY_FOR_NEW_SCALE : SCALE_DOWN_STABILIZED;
  const limited = convertWithRules(input, stabilized);
  return finish(limited, stabilized, ableToScale, { ...memory, recommendations });
}

/** Go: `normalizeDesiredReplicasWithBehaviors`. */
function normalizeDesiredReplicasWithBehaviors(
  input: NormalizationInput,
  behavior: Behavior,
  memory: ControllerMemory,
): Normalized {
  const { proposal, currentReplicas, now } = input;
  const { replicas: stabilized, recommendations } = stabilizeRecommendationWithBehaviors(
    memory.recommendations ?? [],
    proposal,
    currentReplicas,
    stabilizationWindows(behavior, input.downscaleStabilizationMs),
    now,
  );
  let ableToScale = READY_FOR_NEW_SCALE;
  if (stabilized !== proposal)
    ableToScale = proposal >= currentReplicas ? SCALE_UP_STABILIZED : SCALE_DOWN_STABILIZED;
  const limited = convertWithBehaviorRate(input, behavior, memory, stabilized);
  return finish(limited, stabilized, ableToScale, { ...memory, recommendations });
}

/** A size and the limit that it met, or nearly met. */
interface Limited {
  readonly replicas: number;
  readonly limit: ConditionText;
}

/** Go: `convertDesiredReplicasWithRules`. */
function convertWithRules(input: NormalizationInput, desired: number): Limited {
  const { minReplicas, maxReplicas } = input;
  if (desired < minReplicas) return { replicas: minReplicas, limit: TOO_FEW_REPLICAS };
  const rate = scaleUpLimit(input.currentReplicas);
  if (maxReplicas > rate) {
    if (desired > rate) return { replicas: rate, limit: SCALE_UP_LIMIT };
  } else if (desired > maxReplicas) return { replicas: maxReplicas, limit: TOO_MANY_REPLICAS };
  return { replicas: desired, limit: DESIRED_WITHIN_RANGE };
}

/** Go: `convertDesiredReplicasWithBehaviorRate`. */
function convertWithBehaviorRate(
  { currentReplicas, minReplicas, maxReplicas, now }: NormalizationInput,
  behavior: Behavior,
  memory: ControllerMemory,
  desired: number,
): Limited {
  if (desired > currentReplicas) {
    const rate = Math.max(
      scaleUpLimitWithRules(currentReplicas, memory, behavior.scaleUp, now),
      currentReplicas,
    );
    const [most, limit] = maxReplicas > rate ? [rate, SCALE_UP_LIMIT] : [maxReplicas, TOO_MANY_REPLICAS];
    if (desired > most) return { replicas: most, limit };
  } else if (desired < currentReplicas) {
    const rate = Math.min(
      scaleDownLimitWithRules(currentReplicas, memory, behavior.scaleDown, now),
      currentReplicas,
    );
    const [least, limit] = minReplicas < rate ? [rate, SCALE_DOWN_LIMIT] : [minReplicas, TOO_FEW_REPLICAS];
    if (desired < least) return { replicas: least, limit };
  }
  return { replicas: desired, limit: DESIRED_WITHIN_RANGE };
}

/** A limit is True exactly when it changed the size, so its text goes out as it is. */
function finish(
  { replicas, limit }: Limited,
  stabilized: number,
  ableToScale: ConditionText,
  memory: ControllerMemory,
): Normalized {
  return { replicas, stabilized, ableToScale, scalingLimited: limit, memory };
}
