import type { HpaObservation } from '../sample/observation.ts';
import { lastAt, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';

/** A status so fresh may not have come to the controller when its next sync began; milliseconds. */
const FRESH_MS = 250;

/**
 * What tells that the API server refused the status of a sync, as it does any update of an object that has changed since it
 * was read: by an edit during the sync, or by the status of a sync that was late.
 */
export interface Refusal {
  readonly why: string;
  /** Whether the controller said so itself, in an event. */
  readonly isProven: boolean;
  /** `spec.replicas` of the target at the answer, and before the answer to the next sync. */
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

/** Looks for what tells of a refusal between the answer to a sync and `until`, the answer to the next one. */
export function refusalOf(
  read: { readonly askedAt: Instant; readonly answeredAt: Instant },
  before: HpaObservation | undefined,
  until: Instant,
  timeline: Timeline,
): Refusal | undefined {
  const sizes = timeline.of('replicas');
  const sizeBefore = lastAt(sizes, read.answeredAt)?.desired;
  const sizeAfter = lastAt(sizes, until)?.desired;
  if (sizeBefore === undefined || sizeAfter === undefined) return undefined;
  const event = timeline
    .of('event')
    .find(
      ({ at, object, reason }) =>
        reason === 'FailedUpdateStatus' &&
        object.startsWith('HorizontalPodAutoscaler/') &&
        at > read.answeredAt &&
        at <= until,
    );
  const seenSizes = { sizeBefore, sizeAfter };
  if (event !== undefined)
    return {
      why: 'the API server refused its status (event FailedUpdateStatus)',
      isProven: true,
      ...seenSizes,
    };
  const ms = read.askedAt - (before?.at ?? Number.NEGATIVE_INFINITY);
  if (ms >= FRESH_MS) return undefined;
  const why = `no status of its own: the one before it was seen ${Math.round(ms)} ms before the read, too fresh for the API server to take another`;
  return { why, isProven: false, ...seenSizes };
}
