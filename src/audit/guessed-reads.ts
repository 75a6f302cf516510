import type { CustomMetricObservation, HpaObservation } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { SeenRead } from './seen-sync.ts';

/** A status is seen so much after the answer that led to it; milliseconds. */
const STATUS_LAG_MS = 30;
/** As many polls around a status are tried. */
const MOST_GUESSES = 6;

/**
 * Where nothing logs the controller's reads: one for each change of its status, answered by the poll beside it whose
 * mean the status shows, and one a period in between, in which nothing can have changed or the status would tell.
 */
export function guessedReads(timeline: Timeline, syncPeriodMs: number): readonly SeenRead[] {
  const statuses = timeline.of('hpa').filter((hpa) => hpa.conditions.length > 0);
  const polls = timeline.of('customMetric');
  return statuses.flatMap((status, index) => {
    const read = readBefore(status, polls, syncPeriodMs);
    const end = (statuses[index + 1]?.at ?? timeline.endedAt) - STATUS_LAG_MS;
    return [read, ...quietReads(read, end, syncPeriodMs)];
  });
}

function readBefore(
  status: HpaObservation,
  polls: readonly CustomMetricObservation[],
  syncPeriodMs: number,
): SeenRead {
  const at = status.at - STATUS_LAG_MS;
  const active = status.conditions.find(({ type }) => type === 'ScalingActive');
  if (active?.status === 'False')
    return { askedAt: at, answeredAt: at, status: 404, items: [], detail: active.message, guesses: [] };
  const near = polls
    .filter((poll) => Math.abs(poll.at - at) <= syncPeriodMs + 1000)
    .sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))
    .slice(0, MOST_GUESSES);
  const fitting = near.filter((poll) => meanOf(poll) === status.metrics[0]?.value);
  const others = near.filter((poll) => !fitting.includes(poll));
  const [first, ...guesses] = [
    ...fitting.map((poll) => itemsOf(poll, at)),
    ...near.map((poll) => atMean(poll, status.metrics[0]?.value, at)),
    ...others.map((poll) => itemsOf(poll, at)),
  ];
  return { askedAt: at, answeredAt: at, status: 200, items: first ?? [], guesses };
}

function quietReads(read: SeenRead, end: Instant, syncPeriodMs: number): readonly SeenRead[] {
  const count = Math.max(0, Math.floor((end - read.askedAt) / syncPeriodMs - 0.5));
  return Array.from({ length: count }, (_, index) => {
    const at = read.askedAt + (index + 1) * syncPeriodMs;
    return { ...read, askedAt: at, answeredAt: at };
  });
}

function itemsOf({ pods }: CustomMetricObservation, timestamp: Instant): SeenRead['items'] {
  return pods.map(({ pod, value }) => ({ pod, value: String(value), timestamp }));
}

/** The pods of a poll, each at the mean that the status shows: the size follows from mean and count alone. */
function atMean(
  { pods }: CustomMetricObservation,
  mean: number | null | undefined,
  timestamp: Instant,
): SeenRead['items'] {
  if (mean == null) return [];
  return pods.map(({ pod }) => ({ pod, value: `${Math.round(mean * 1000)}m`, timestamp }));
}

/** As the controller rounds it: whole thousandths, cut. */
function meanOf({ pods }: CustomMetricObservation): number | null {
  if (pods.length === 0) return null;
  return Math.trunc((1000 * pods.reduce((sum, { value }) => sum + value, 0)) / pods.length) / 1000;
}
