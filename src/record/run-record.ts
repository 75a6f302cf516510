import type { Plan } from '../plan/plan.ts';
import type { Observation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import type { Finding, Hop, Status, Verdict } from '../verdict/verdict.ts';

/** Version of `events.ndjson` and `run.json`; a reader refuses what it does not know. */
export const RECORD_VERSION = 1;

/** What a run is, known when it starts: the first line of `events.ndjson`. */
export interface RunHeader {
  readonly kind: 'run';
  readonly version: typeof RECORD_VERSION;
  /** `<UTC yyyymmdd-hhmmss>-<4 hex>`. */
  readonly runId: string;
  readonly at: Instant;
  readonly target: 'lab' | 'cluster' | 'twin';
  /** True where GPUs are emulated, so that nobody reads the figures as real capacity. */
  readonly emulated: boolean;
  readonly plan: Plan;
  /** The command line that started the run, secrets masked; absent where a program or an older version started it. */
  readonly command?: readonly string[];
  /** Name -> version of scaleproof, Kubernetes, Prometheus, k6 and so on. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The line that ends the observations of a run that was finished in order. */
export interface RunEnd {
  readonly kind: 'end';
  readonly at: Instant;
  readonly reason: 'completed' | 'interrupted' | 'target-lost' | 'budget-spent';
  readonly detail?: string;
}

/**
 * What was seen of the run's objects after its end: the one line that may follow `end`. Absent where nothing was put up,
 * where the program died before it could look, and in records of older versions.
 */
export interface RunCleanup {
  readonly kind: 'cleanup';
  readonly at: Instant;
  /** How: objects with the label of the run, one by one; or the whole lab with its API server; or there was nothing to do. */
  readonly by: 'run-label' | 'lab-down' | 'nothing-applied';
  /** `gone` was seen; `left` was seen too; `unseen`: nobody answered, or looking was refused. */
  readonly outcome: 'gone' | 'left' | 'unseen';
  /** `Kind namespace/name` of what was there of the run before; empty for `lab-down`. */
  readonly found: readonly string[];
  /** What was not removed, a line each. */
  readonly left: readonly string[];
}

/** One line of `events.ndjson`. */
export type RecordEvent = RunHeader | RunEnd | RunCleanup | Observation;

/** When the signal reached each hop, and how long it took from the one before; milliseconds. */
export interface HopTime {
  readonly hop: Hop;
  readonly at: Instant | null;
  readonly tookMs: number | null;
  readonly evidence: string;
}

/** Asked against achieved, per stage; rates are per second. */
export interface StageLoad {
  readonly stage: string;
  readonly askedRate: number;
  readonly achievedRate: number;
  readonly asked: number;
  readonly sent: number;
  readonly ok: number;
  readonly rejected: number;
  readonly invalid: number;
  readonly errors: number;
  readonly lost: number;
  /** Send lag against the plan's arrivals, milliseconds. */
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  readonly latencyP99Ms: number;
}

/** Whether the load was delivered as asked; if not, no verdict may be passed or failed. */
export interface LoadAttestation {
  readonly delivered: boolean;
  /** Why not; empty when delivered. */
  readonly problems: readonly string[];
  readonly stages: readonly StageLoad[];
  readonly dropped: number;
  /** Images accepted by the serving pods, from their own counters; `null` where they were not read. */
  readonly serverAccepted: number | null;
}

/** Why a decision of the HPA, or a change of its target's size, is not what the recomputation says. */
export type DivergenceClass =
  | 'unknown-input'
  | 'controller-restart'
  | 'another-writer'
  | 'other-version-or-flags'
  | 'our-bug';

/** Whether such a difference is no fault: what is not known cannot be wrong, and a restart follows the rules too. */
export function isExcused({ class: kind }: Pick<Divergence, 'class'>): boolean {
  return kind === 'unknown-input' || kind === 'controller-restart';
}

/** One difference between what the HPA did and what it had to do. */
export interface Divergence {
  readonly at: Instant;
  readonly class: DivergenceClass;
  readonly why: string;
  /** The size that the rules give; `null` where none could be recomputed. */
  readonly recomputed: number | null;
  readonly observed: number;
}

/** What the recomputation of every decision came to. */
export interface AuditSummary {
  /** What the decisions were recomputed from: the controller's own reads, or its status and polls beside it. */
  readonly basis: 'reads' | 'status' | 'none';
  readonly syncs: number;
  readonly equal: number;
  /** Equal, or different for a reason that is named and no fault. */
  readonly explained: number;
  readonly divergences: readonly Divergence[];
  /** What makes it less certain than it looks. */
  readonly caveats: readonly string[];
}

/** `run.json`: what a run came to. Everything but verdicts and findings can be made again from the events. */
export interface RunResult {
  readonly version: typeof RECORD_VERSION;
  readonly runId: string;
  readonly scenario: string;
  readonly target: 'lab' | 'cluster' | 'twin';
  readonly emulated: boolean;
  readonly seed: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: Status;
  readonly exitCode: number;
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
  readonly timeline: readonly HopTime[];
  readonly load: LoadAttestation;
  /** Absent in results of versions that did no audit. */
  readonly audit?: AuditSummary;
  readonly versions: Readonly<Record<string, string>>;
  readonly end: RunEnd | null;
}

/** A record as read back: the header, everything observed, how it ended (`null`: the writer died) and what was left then. */
export interface RunRecord {
  readonly header: RunHeader;
  readonly observations: readonly Observation[];
  readonly end: RunEnd | null;
  /** Absent where it is not on record. No verdict rests on it. */
  readonly cleanup?: RunCleanup;
  /** Lines that could not be read; a cut last line is one of them. */
  readonly damaged: readonly DamagedLine[];
}

/** A line of a record that could not be read. */
export interface DamagedLine {
  /** Counted from 1; the header is line 1. */
  readonly line: number;
  readonly problem: string;
  /** Between the lines before and after it that can be read: what it told happened in this stretch. */
  readonly from: Instant;
  readonly to: Instant;
}
