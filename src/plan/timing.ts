import type { ProfileName, Scenario } from '../scenario/schema.ts';

/** How long each layer between a busy GPU and a replica change takes; all milliseconds. */
export interface Timing {
  /** dcgm-exporter collects from the device this often. */
  readonly exporterIntervalMs: number;
  readonly scrapeIntervalMs: number;
  /** Window of the adapter's query; 0 for an instant query. */
  readonly queryWindowMs: number;
  /** prometheus-adapter discovers series this often. */
  readonly relistIntervalMs: number;
  readonly syncPeriodMs: number;
  readonly downscaleStabilizationMs: number;
}

/** The lab's timing profiles; `realtime` is a stock cluster, `compressed` has its ratios at about a fifteenth. */
export const PROFILES: Readonly<Record<ProfileName, Timing>> = {
  compressed: {
    exporterIntervalMs: 2000,
    scrapeIntervalMs: 1000,
    queryWindowMs: 0,
    relistIntervalMs: 4000,
    syncPeriodMs: 1000,
    downscaleStabilizationMs: 20_000,
  },
  realtime: {
    exporterIntervalMs: 30_000,
    scrapeIntervalMs: 15_000,
    queryWindowMs: 0,
    relistIntervalMs: 60_000,
    syncPeriodMs: 15_000,
    downscaleStabilizationMs: 300_000,
  },
};

/**
 * The timing to plan with: what the target's live configuration told (on a lab its profile), with the scenario's
 * own `timing` and `pipeline.queryWindow` over it.
 */
export function resolveTiming(scenario: Scenario, live: Timing = PROFILES[scenario.profile]): Timing {
  const { timing, pipeline } = scenario;
  return {
    exporterIntervalMs: timing.exporterInterval ?? live.exporterIntervalMs,
    scrapeIntervalMs: timing.scrapeInterval ?? live.scrapeIntervalMs,
    queryWindowMs: Math.max(live.queryWindowMs, pipeline.queryWindow),
    relistIntervalMs: timing.relistInterval ?? live.relistIntervalMs,
    syncPeriodMs: timing.syncPeriod ?? live.syncPeriodMs,
    downscaleStabilizationMs: timing.downscaleStabilization ?? live.downscaleStabilizationMs,
  };
}
