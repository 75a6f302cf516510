import type { Behavior } from '../../hpa/spec.ts';
import type { Tolerances } from '../../hpa/tolerances.ts';
import type { ShownMetric } from './proposals.ts';

/** What is known of how the HPA may move. */
export interface HpaRules {
  readonly minReplicas: number | undefined;
  readonly maxReplicas: number | undefined;
  /** `none` is another algorithm; `unknown` where the text cannot show it. */
  readonly behavior: Behavior | 'none' | 'unknown';
  readonly tolerances: Tolerances;
  /** The controller's own scale-down window, ms, where somebody vouches for it. */
  readonly downscaleStabilizationMs: number | undefined;
  /** How long after its creation a pod may be without a sample. */
  readonly startupMs: number;
  /** Somebody vouches that every pod had a sample all the time. */
  readonly isAllReady: boolean;
  /** Somebody vouches that samples of pods are whole numbers. */
  readonly isWhole: boolean;
  /** How each metric makes a size, by its place in the spec; empty where only a table is there. */
  readonly kinds: readonly ShownMetric['kinds'][];
}

/** What the reader of a published text knows of the controller besides. */
export interface KnownController {
  /** A share. */
  readonly tolerance: number;
  readonly startupMs: number;
  /** Every pod had a sample all the time. */
  readonly isAllReady: boolean;
  /** Samples of pods are whole numbers, as a utilization in percent is. */
  readonly isWhole: boolean;
  readonly downscaleStabilizationMs: number | undefined;
}

/** The scale-down window in ms as far as it is known. */
export function scaleDownWindowMs({ behavior, downscaleStabilizationMs }: HpaRules): number | undefined {
  const seconds = typeof behavior === 'string' ? undefined : behavior.scaleDown.stabilizationWindowSeconds;
  return seconds === undefined ? downscaleStabilizationMs : seconds * 1000;
}
