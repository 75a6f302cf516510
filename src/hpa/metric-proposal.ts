import type { Calculation } from './calculation.ts';
import type { MetricStatus } from './status.ts';

/** What came of one metric: a proposal, or why there is none. */
export type MetricProposal =
  | {
      readonly calculation: Calculation;
      /** As in messages: `pods metric DCGM_FI_DEV_GPU_UTIL`. */
      readonly name: string;
      readonly status: MetricStatus;
    }
  | FailedMetric;

/** A metric that proposes nothing. */
export interface FailedMetric {
  /** Reason of the condition and of the event. */
  readonly reason: string;
  /** As in the condition and the event. */
  readonly error: string;
  /** As in the log: wrapped once more by the kind of metric. */
  readonly wrapped: string;
}
