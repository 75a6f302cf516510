import type { StageLoad } from '../record/run-record.ts';
import { formatDuration } from '../units/duration.ts';

/** The times of a stage as text; a percentile of nothing (no image sent, none answered) is a dash, not 0. */
export interface StageTimes {
  readonly lagP50: string;
  readonly lagP99: string;
  readonly latencyP50: string;
  readonly latencyP95: string;
  readonly latencyP99: string;
}

/** Writes the times of a stage. */
export function stageTimes(stage: StageLoad): StageTimes {
  const lag = (ms: number) => (stage.sent === 0 ? '–' : formatDuration(ms));
  const latency = (ms: number) => (stage.ok === 0 ? '–' : formatDuration(ms));
  return {
    lagP50: lag(stage.lagP50Ms),
    lagP99: lag(stage.lagP99Ms),
    latencyP50: latency(stage.latencyP50Ms),
    latencyP95: latency(stage.latencyP95Ms),
    latencyP99: latency(stage.latencyP99Ms),
  };
}
