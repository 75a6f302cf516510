import type { GapSource } from '../sample/observation.ts';
import { gapsIn, type Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import { type AuditedHpa, isRead, memorySpanMs } from './audited-hpa.ts';
import type { SeenSync } from './seen-sync.ts';
import { specsAround } from './spec-history.ts';

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
  const spec = hpa.isSpecKnown ? unreadMetrics(hpa, sync) : unknownSpec(hpa, sync, timeline);
  if (spec !== undefined) return spec;
  const moment = gapsIn(timeline, MOMENT, { from: askedAt - 1000, to: sync.until })[0];
  const memory = gapsIn(timeline, MEMORY, { from: askedAt - span, to: sync.until })[0];
  const gap = moment ?? memory;
  if (gap !== undefined)
    return `${gap.source} was not observed from ${formatInstant(gap.from)}: ${gap.reason}`;
  if (!startsFresh && askedAt - firstRead <= span)
    return `what the controller remembered before the record began is not known, and counts for ${formatDuration(span)}`;
  const pod = timeline.of('pod')[0];
  if (pod === undefined || pod.at > askedAt) return 'the pods of that moment were not observed yet';
  return undefined;
}

/** Where the record has specs: which part of the one in force is not known. */
function unreadMetrics(hpa: AuditedHpa, { read }: SeenSync): string | undefined {
  const [{ spec, problem }] = specsAround(hpa.specs, read.askedAt, 0);
  if (problem !== undefined) return `the spec of the HPA could not be read: ${problem}`;
  if (spec.metrics.every((metric) => isRead(hpa, metric))) {
    const isMissing = spec.metrics.some(({ type }) => type === 'Resource') && read.resource === undefined;
    return isMissing
      ? `what the controller read of ${hpa.resource} in that sync is not on record`
      : undefined;
  }
  return `the HPA has ${spec.metrics.length === 1 ? 'another metric' : `${spec.metrics.length} metrics`} then, and only reads of ${hpa.metric} are on record`;
}

/** Where only the plan tells of a spec: what the HPA may have had beside it. */
function unknownSpec(hpa: AuditedHpa, sync: SeenSync, timeline: Timeline): string | undefined {
  if (!hpa.isOurs) return 'the run did not apply this HPA, and its behavior is not on record';
  const first = timeline.of('hpa')[0]?.specVersion;
  const edited = timeline.of('hpa').find((seen) => seen.specVersion !== first && seen.at <= sync.until);
  return edited === undefined
    ? undefined
    : `the HPA was edited at ${formatInstant(edited.at)}, and its behavior since then is not on record`;
}

/** What tells of a restart of the controller right before a sync, as a sentence. */
export function restartEvidence(
  hpa: AuditedHpa,
  sync: SeenSync,
  previous: SeenSync | undefined,
  { timeline }: Evidence,
): string | undefined {
  if (previous === undefined) return undefined;
  const pause = { from: previous.read.askedAt, to: sync.read.askedAt };
  const blow = timeline
    .of('component')
    .find(
      (one) =>
        one.change !== 'up' &&
        /controller-manager/.test(one.component) &&
        one.at > pause.from &&
        one.at <= pause.to,
    );
  if (blow !== undefined) return `${blow.component} was ${blow.change} at ${formatInstant(blow.at)}`;
  const specs = timeline.of('hpaSpec');
  const remade = specs.find(
    ({ uid, at }, index) => at > pause.from && at <= pause.to && index > 0 && uid !== specs[index - 1]?.uid,
  );
  if (remade !== undefined) return `the HPA was deleted, and made again at ${formatInstant(remade.at)}`;
  // A pause that we did not watch is our own.
  if (gapsIn(timeline, MEMORY, pause).length > 0) return undefined;
  const ms = pause.to - pause.from;
  return ms > 1.8 * hpa.syncPeriodMs
    ? `it read nothing for ${formatDuration(ms)} until ${formatInstant(pause.to)}, at a sync period of ${formatDuration(hpa.syncPeriodMs)}`
    : undefined;
}
