import type { HpaObservation, HpaReadObservation } from '../sample/observation.ts';
import { lastAt, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** What the metrics API answered in a sync, whatever tells of it. */
export interface SeenRead {
  readonly askedAt: Instant;
  readonly answeredAt: Instant;
  readonly status: number;
  readonly items: HpaReadObservation['items'];
  readonly detail?: string;
  /** What the same sync read of metrics.k8s.io; absent where the HPA has no such metric, or the read is not on record. */
  readonly resource?: Pick<HpaReadObservation, 'metric' | 'status' | 'items' | 'detail'>;
  /** Where the answer is guessed: other answers that it may have been, the likeliest first. */
  readonly guesses?: readonly HpaReadObservation['items'][];
}

/** A sync as the record has it: what was read, and the status that stood after it. */
export interface SeenSync {
  readonly read: SeenRead;
  /** The status that stood when the answer came. */
  readonly before: HpaObservation | undefined;
  /** The statuses that were seen after it, until this sync's own must have come. */
  readonly later: readonly HpaObservation[];
  /** Until when its effect may have been seen: the answer to the next sync. */
  readonly until: Instant;
  /** What tells that its status was refused, if anything does. */
  readonly refusal?: Refusal;
}

/** A status comes at most so much later than it was written; milliseconds. */
const LATE_MS = 1000;
/** No sync begins sooner after the one before it than this part of the sync period. */
const SOONEST = 0.9;
/** A record that ends sooner after a read than this cannot show what came of it. */
const TOO_SHORT_MS = 500;

/** The reads of the HPA controller itself. */
export function readsOf(timeline: Timeline): readonly SeenRead[] {
  const all = timeline.of('hpaRead').toSorted((a, b) => a.askedAt - b.askedAt);
  // A sync reads its metrics one after the other, in the order of its spec: that of the pods first.
  const first = all.filter(({ api }) => api === undefined);
  const resources = all.filter(({ api }) => api !== undefined);
  return first.map((read, index) => {
    const until = first[index + 1]?.askedAt ?? Number.POSITIVE_INFINITY;
    const resource = resources.find(({ askedAt }) => askedAt >= read.askedAt && askedAt < until);
    return resource === undefined ? read : { ...read, resource };
  });
}

/** Puts the statuses to the reads that led to them. */
export function seenSyncs(
  reads: readonly SeenRead[],
  timeline: Timeline,
  { isSpecKnown, syncPeriodMs }: Pick<AuditedHpa, 'isSpecKnown' | 'syncPeriodMs'>,
): readonly SeenSync[] {
  // What an edit alone made of the object tells of no sync; but without its spec it tells of bounds and target.
  const all = timeline.of('hpa');
  const statuses = isSpecKnown ? all.filter((hpa, index) => !isEditOnly(all[index - 1], hpa)) : all;
  return reads.flatMap((read, index): readonly SeenSync[] => {
    // After the last read on record there may have been another one, whose status is on record already.
    const soonest = Math.min(timeline.endedAt, read.answeredAt + SOONEST * syncPeriodMs);
    const next = reads[index + 1]?.answeredAt ?? soonest;
    const before = lastAt(statuses, read.answeredAt);
    const later = statuses.filter((hpa) => hpa.at > read.answeredAt && hpa.at <= next + LATE_MS);
    const isCutShort = index === reads.length - 1 && timeline.endedAt - read.answeredAt < TOO_SHORT_MS;
    if (isCutShort && later.length === 0) return [];
    if (before === undefined && later.length === 0) return [];
    const refusal = refusalOf(read, before, next, timeline);
    return [{ read, before, later, until: next, ...(refusal === undefined ? {} : { refusal }) }];
  });
}

/**
 * The statuses that may be the one after a sync, the likeliest first. A status that comes before the next answer is this
 * sync's own, unless one that read nothing wrote it; where none comes, this sync wrote none, or it was seen late. The one
 * that stands when nothing is written may itself have been seen late, and be accounted for by the sync before.
 */
export function statusesAfter(
  { before: seenBefore, later, until }: SeenSync,
  accountedFor: ReadonlySet<HpaObservation>,
): readonly HpaObservation[] {
  const before = later.findLast((hpa) => accountedFor.has(hpa)) ?? seenBefore;
  const first = later.find((hpa) => !accountedFor.has(hpa));
  const isPrompt = first !== undefined && first.at <= until;
  // Before the first status that was seen, nothing tells what a sync did.
  if (!isPrompt && before === undefined) return [];
  const choice = isPrompt ? [first, isWithoutRead(first) ? before : undefined] : [before, first];
  return choice.filter((one) => one !== undefined);
}

/** Whether a sync can have written this status without an answer of the metrics API. */
export function isWithoutRead({ current, min, max, conditions }: HpaObservation): boolean {
  const failed = conditions.some(({ type, status }) => type !== 'ScalingLimited' && status === 'False');
  return failed || current > max || current < min;
}

function isEditOnly(before: HpaObservation | undefined, after: HpaObservation): boolean {
  return before !== undefined && before.specVersion !== after.specVersion && isSameDecision(before, after);
}

/** Whether two statuses tell of the same decision. */
export function isSameDecision(a: HpaObservation, b: HpaObservation): boolean {
  const told = ({ desired, current, metrics, conditions }: HpaObservation) =>
    JSON.stringify([desired, current, metrics.map(({ value }) => value), conditions]);
  return told(a) === told(b);
}
