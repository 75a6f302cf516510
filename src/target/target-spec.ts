import type { Clock } from '../clock/clock.ts';
import type { Host } from '../host/host.ts';
import type { Scenario } from '../scenario/schema.ts';

/** What every target is opened with. */
export interface TargetSpec {
  readonly scenario: Scenario;
  readonly runId: string;
  /** Folder of the run; what belongs to it but not into the record goes there. */
  readonly artifacts: string;
  /** The user's cache, where the toolchain lies. */
  readonly cacheFolder: string;
  readonly host: Pick<Host, 'platform' | 'cpus' | 'files' | 'env'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A line of progress. */
  readonly tell: (text: string) => void;
}
