import type { ControllerConfig } from '../hpa/controller-config.ts';
import { formatDuration } from '../units/duration.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import type { AuditedSync } from './hpa-audit.ts';

/** Flags of kube-controller-manager that it may have instead of those of the plan. */
export interface OtherFlags {
  /** Which flags they are; two candidates that share one cannot be joined. */
  readonly kind: string;
  readonly config: Partial<ControllerConfig>;
  /** As on a command line. */
  readonly text: string;
  /** What stands after the `=` in it. */
  readonly value?: string;
}

const TOLERANCES = [0, 0.01, 0.05, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1];
const WINDOWS_S = [0, 1, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1800, 3600];

/**
 * Controllers that differ in one flag, the likeliest windows first: those that the divergences themselves suggest. The
 * other flags of the HPA controller say nothing about a Pods metric: they are about samples of cpu.
 */
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
    ...(isOwnWindow ? [] : [...windows]).map((downscaleStabilizationMs) => {
      const value = formatDuration(downscaleStabilizationMs);
      const text = `--horizontal-pod-autoscaler-downscale-stabilization=${value}`;
      return { kind: 'window', config: { downscaleStabilizationMs }, text, value };
    }),
    ...TOLERANCES.filter((tolerance) => tolerance !== config.tolerance).map((tolerance) => {
      const text = `--horizontal-pod-autoscaler-tolerance=${tolerance}`;
      return { kind: 'tolerance', config: { tolerance }, text, value: String(tolerance) };
    }),
    {
      kind: 'gate',
      config: { configurableTolerance: false },
      text: 'the feature gate HPAConfigurableTolerance off (the default before 1.35)',
    },
  ];
}

/** Joins one candidate with each of the others that is another flag. */
export function pairsOf(first: OtherFlags, others: readonly OtherFlags[]): readonly OtherFlags[] {
  return others
    .filter(({ kind }) => kind !== first.kind)
    .map(({ kind, config, text }) => ({
      kind: `${first.kind} ${kind}`,
      config: { ...first.config, ...config },
      text: `${first.text} and ${text}`,
    }));
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
