import type { CustomMetricObservation, HpaObservation, HpaReadObservation } from '../sample/observation.ts';
import { lastAt, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';

/** What the metrics API answered in a sync, whatever tells of it. */
export interface SeenRead {
  readonly askedAt: Instant;
  readonly answeredAt: Instant;
  readonly status: number;
  readonly items: HpaReadObservation['items'];
  readonly detail?: string;
}

/** A sync as the record has it: what was read, and the status that stood after it. */
export interface SeenSync {
  readonly read: SeenRead;
  /** The statuses that may be the one after this sync, the likeliest first. */
  readonly after: readonly HpaObservation[];
  /** Until when its effect may have been seen: the answer to the next sync. */
  readonly until: Instant;
}

/** A status comes at most so much later than it was written; milliseconds. */
const LATE_MS = 1000;
/** A record that ends sooner after a read than this cannot show what came of it. */
const TOO_SHORT_MS = 500;

/** The reads of the HPA controller itself. */
export function readsOf(timeline: Timeline): readonly SeenRead[] {
  return timeline.of('hpaRead').toSorted((a, b) => a.askedAt - b.askedAt);
}

/**
 * Where nothing logs the controller's reads: the sampler's own polls of the same API, one for each sync that there may
 * have been. A poll right before a change of the status stands for the read that led to it.
 */
export function readsFromPolls(timeline: Timeline, syncPeriodMs: number): readonly SeenRead[] {
  const polls = timeline.of('customMetric');
  const told = timeline.of('hpa').filter((hpa) => hpa.conditions.length > 0);
  const taken: CustomMetricObservation[] = [];
  for (const hpa of told) {
    const fits = polls.filter((poll) => poll.at <= hpa.at && poll.at > hpa.at - syncPeriodMs);
    const poll = fits.findLast((one) => averageOf(one) === hpa.metrics[0]?.value) ?? fits.at(-1);
    if (poll !== undefined && !taken.includes(poll)) taken.push(poll);
  }
  for (const poll of polls) {
    if (taken.every((one) => Math.abs(one.at - poll.at) >= 0.9 * syncPeriodMs)) taken.push(poll);
  }
  return taken
    .toSorted((a, b) => a.at - b.at)
    .map((poll) => ({
      askedAt: poll.at,
      answeredAt: poll.at,
      status: 200,
      items: poll.pods.map(({ pod, value }) => ({ pod, value: String(value), timestamp: poll.at })),
    }));
}

function averageOf({ pods }: CustomMetricObservation): number | null {
  if (pods.length === 0) return null;
  return Math.trunc((1000 * pods.reduce((sum, { value }) => sum + value, 0)) / pods.length) / 1000;
}

/** Puts the statuses to the reads that led to them. */
export function seenSyncs(reads: readonly SeenRead[], timeline: Timeline): readonly SeenSync[] {
  const statuses = timeline.of('hpa');
  return reads.flatMap((read, index): readonly SeenSync[] => {
    const next = reads[index + 1]?.answeredAt ?? timeline.endedAt;
    if (index === reads.length - 1 && next - read.answeredAt < TOO_SHORT_MS) return [];
    const before = lastAt(statuses, read.answeredAt);
    const later = statuses.filter((hpa) => hpa.at > read.answeredAt && hpa.at <= next + LATE_MS);
    const [first, ...others] = later;
    const isPrompt = first !== undefined && first.at <= next;
    const after = [isPrompt ? first : before, isPrompt ? before : first, ...others].filter(
      (one) => one !== undefined,
    );
    return after.length === 0 ? [] : [{ read, after, until: next }];
  });
}
