import type { Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import type { AuditedSync, HpaAudit } from './hpa-audit.ts';
import { readsOf } from './seen-sync.ts';

/** How the HPA controller of a recorded run must have been set (row S7); what the record does not show is left out. */
export interface InferredController {
  readonly syncPeriod?: {
    readonly ms: number;
    /** Reads of the controller itself, or changes of the HPA's status where nothing logs them. */
    readonly basis: 'reads' | 'status';
    readonly intervals: number;
  };
  /** The down-scale window lies between both: no sync within the first scaled in, and one at the second did. */
  readonly downscaleWindow?: { readonly overMs: number; readonly atMostMs: number };
}

/** Fewer intervals than this say nothing. */
const FEWEST = 5;

/** Infers sync period and down-scale window from what a controller did, not from what the plan says of it. */
export function inferController(timeline: Timeline, { syncs }: Pick<HpaAudit, 'syncs'>): InferredController {
  const syncPeriod = inferPeriod(timeline);
  const downscaleWindow = inferWindow(syncs);
  return {
    ...(syncPeriod === undefined ? {} : { syncPeriod }),
    ...(downscaleWindow === undefined ? {} : { downscaleWindow }),
  };
}

/** What was inferred, as sentences; `hasOwnWindow` where the HPA's behavior sets one, which then is what was seen. */
export function inferredWords(
  { syncPeriod, downscaleWindow }: InferredController,
  hasOwnWindow: boolean,
): readonly string[] {
  const whose = hasOwnWindow ? "the HPA's own down-scale window" : 'down-scale window';
  return [
    syncPeriod === undefined
      ? 'too few syncs to infer the sync period'
      : `sync period about ${formatDuration(syncPeriod.ms)}, from ${syncPeriod.intervals} ${syncPeriod.basis === 'reads' ? 'reads of the controller' : 'changes of the status'}`,
    downscaleWindow === undefined
      ? 'no scale-in from which to infer the down-scale window'
      : `${whose} over ${formatDuration(downscaleWindow.overMs)} and at most ${formatDuration(downscaleWindow.atMostMs)}, from the first scale-in`,
  ];
}

function inferPeriod(timeline: Timeline): InferredController['syncPeriod'] {
  const reads = intervalsOf(readsOf(timeline).map(({ askedAt }) => askedAt));
  if (reads.length >= FEWEST) return { ms: quantile(reads, 0.5), basis: 'reads', intervals: reads.length };
  const statuses = intervalsOf(timeline.of('hpa').map(({ at }) => at));
  if (statuses.length < FEWEST) return undefined;
  // A sync that changes nothing writes no status, so that some intervals are several periods long.
  return { ms: quantile(statuses, 0.25), basis: 'status', intervals: statuses.length };
}

function inferWindow(syncs: readonly AuditedSync[]): InferredController['downscaleWindow'] {
  const index = syncs.findIndex(({ inputs, observed }) => observed < inputs.current);
  const [before, first] = [syncs[index - 1], syncs[index]];
  if (before === undefined || first === undefined) return undefined;
  const last = syncs
    .slice(0, index)
    .findLast(({ recomputed }) => (recomputed.proposal ?? 0) > first.observed);
  if (last === undefined) return undefined;
  return { overMs: Math.max(0, before.at - last.at), atMostMs: first.at - last.at };
}

function intervalsOf(instants: readonly number[]): readonly number[] {
  return instants.slice(1).map((at, index) => at - instants[index]!);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)]!;
}
