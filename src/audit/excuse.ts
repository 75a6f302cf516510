import type { GapSource } from '../sample/observation.ts';
import { gapsIn, type Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import { type AuditedHpa, memorySpanMs } from './audited-hpa.ts';
import type { SeenSync } from './seen-sync.ts';

/** What is known of the record as a whole. */
export interface Evidence {
  readonly timeline: Timeline;
  /** From the controller's own reads; otherwise every input is a guess. */
  readonly hasReads: boolean;
  /** Whether the HPA was seen before the controller first looked at it, so that it remembered nothing. */
  readonly startsFresh: boolean;
}

/** Sources without which a moment is not known, and those whose loss leaves the controller's memory open. */
const MOMENT: readonly GapSource[] = ['hpa', 'pods', 'deployment'];
const MEMORY: readonly GapSource[] = ['hpa-reads', 'runner'];

/**
 * Which input of a sync is not known, as a sentence; `undefined` when all are. `firstRead` is when the record's first
 * read was asked for.
 */
export function unknownInput(
  hpa: AuditedHpa,
  sync: SeenSync,
  firstRead: number,
  evidence: Evidence,
): string | undefined {
  const { timeline, hasReads, startsFresh } = evidence;
  const { askedAt } = sync.read;
  const span = memorySpanMs(hpa);
  if (!hasReads)
    return 'nothing here logs what the controller read; the nearest poll of the metrics API does not fit';
  const moment = gapsIn(timeline, MOMENT, { from: askedAt - 1000, to: sync.until })[0];
  const memory = gapsIn(timeline, MEMORY, { from: askedAt - span, to: sync.until })[0];
  const gap = moment ?? memory;
  if (gap !== undefined)
    return `${gap.source} was not observed from ${formatInstant(gap.from)}: ${gap.reason}`;
  if (!startsFresh && askedAt - firstRead <= span)
    return `what the controller remembered before the record began is not known, and counts for ${formatDuration(span)}`;
  const first = timeline.of('hpa')[0]?.specVersion;
  const edited = timeline.of('hpa').find((seen) => seen.specVersion !== first && seen.at <= sync.until);
  if (edited !== undefined)
    return `the HPA was edited at ${formatInstant(edited.at)}, and its behavior since then is not on record`;
  const pod = timeline.of('pod')[0];
  if (pod === undefined || pod.at > askedAt) return 'the pods of that moment were not observed yet';
  return undefined;
}

/** What tells of a restart of the controller before a sync, as a sentence. */
export function restartEvidence(
  hpa: AuditedHpa,
  sync: SeenSync,
  previous: SeenSync | undefined,
  { timeline }: Evidence,
): string | undefined {
  const blow = timeline
    .of('component')
    .findLast(
      (one) => one.change !== 'up' && /controller-manager/.test(one.component) && one.at <= sync.read.askedAt,
    );
  if (blow !== undefined) return `${blow.component} was ${blow.change} at ${formatInstant(blow.at)}`;
  if (previous === undefined) return undefined;
  const pause = sync.read.askedAt - previous.read.askedAt;
  return pause > 1.8 * hpa.syncPeriodMs
    ? `it read nothing for ${formatDuration(pause)}, at a sync period of ${formatDuration(hpa.syncPeriodMs)}`
    : undefined;
}
