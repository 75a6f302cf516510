import type { ControllerConfig } from '../hpa/controller-config.ts';
import { formatDuration } from '../units/duration.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import type { AuditedSync } from './hpa-audit.ts';

/** Flags of kube-controller-manager that it may have instead of those of the plan. */
export interface OtherFlags {
  readonly config: ControllerConfig;
  /** As on a command line. */
  readonly text: string;
}

const TOLERANCES = [0, 0.01, 0.05, 0.15, 0.2, 0.25, 0.3, 0.5];
const WINDOWS_S = [0, 1, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1800, 3600];

/** Controllers that differ in one flag, the likeliest windows first: those that the divergences themselves suggest. */
export function otherFlags(
  { config, specs }: AuditedHpa,
  syncs: readonly AuditedSync[],
): readonly OtherFlags[] {
  const windows = new Set([...suggestedWindows(syncs), ...WINDOWS_S.map((seconds) => seconds * 1000)]);
  windows.delete(config.downscaleStabilizationMs);
  const isOwnWindow = specs.every(
    ({ spec }) => spec.behavior?.scaleDown.stabilizationWindowSeconds !== undefined,
  );
  return [
    ...(isOwnWindow ? [] : [...windows]).map((downscaleStabilizationMs) => ({
      config: { ...config, downscaleStabilizationMs },
      text: `--horizontal-pod-autoscaler-downscale-stabilization=${formatDuration(downscaleStabilizationMs)}`,
    })),
    ...TOLERANCES.map((tolerance) => ({
      config: { ...config, tolerance },
      text: `--horizontal-pod-autoscaler-tolerance=${tolerance}`,
    })),
    {
      config: { ...config, configurableTolerance: false },
      text: 'the feature gate HPAConfigurableTolerance off (the default before 1.35)',
    },
  ];
}

/** How long before a scale-in that came too early the last higher proposal was, in whole seconds around it. */
function suggestedWindows(syncs: readonly AuditedSync[]): readonly number[] {
  const first = syncs.find(({ divergence, observed, inputs }) => divergence && observed < inputs.current);
  if (first === undefined) return [];
  const last = syncs.findLast(
    ({ at, recomputed }) => at < first.at && (recomputed.proposal ?? 0) > first.observed,
  );
  if (last === undefined) return [];
  const seconds = Math.floor((first.at - last.at) / 1000);
  return [seconds, seconds - 1, seconds + 1].filter((one) => one >= 0).map((one) => one * 1000);
}
