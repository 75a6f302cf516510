import type { Instant } from '../units/instant.ts';
import type { GapSource, Observation, ObservationKind, ObservationOf } from './observation.ts';

/** A run's observations by kind, each list in order of `at`. Immutable once built. */
export interface Timeline {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** False when the run was cut short: the writer died or the user stopped it. */
  readonly complete: boolean;
  /** What cut it short, where that is known. */
  readonly cutShortBy?: string;
  of<K extends ObservationKind>(kind: K): readonly ObservationOf<K>[];
}

/** Builds a timeline; `endedAt` defaults to the last observation's time. */
export function buildTimeline(
  observations: readonly Observation[],
  span: {
    readonly startedAt: Instant;
    readonly endedAt?: Instant;
    readonly complete: boolean;
    readonly cutShortBy?: string;
  },
): Timeline {
  const byKind = new Map<ObservationKind, Observation[]>();
  let last = span.startedAt;
  for (const observation of observations) {
    const list = byKind.get(observation.kind);
    if (list) list.push(observation);
    else byKind.set(observation.kind, [observation]);
    if (observation.at > last) last = observation.at;
  }
  for (const list of byKind.values()) list.sort((a, b) => a.at - b.at);
  return {
    startedAt: span.startedAt,
    endedAt: span.endedAt ?? last,
    complete: span.complete,
    ...(span.cutShortBy === undefined ? {} : { cutShortBy: span.cutShortBy }),
    of: <K extends ObservationKind>(kind: K) =>
      (byKind.get(kind) ?? []) as unknown as readonly ObservationOf<K>[],
  };
}

/** The last element at or before `at` of a list in order of `at`. */
export function lastAt<T extends { readonly at: Instant }>(list: readonly T[], at: Instant): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** When the load as a whole started and ended; `undefined` where the timeline has no such edge. */
export function loadSpan(timeline: Timeline): { readonly start?: Instant; readonly end?: Instant } {
  const edges = timeline.of('load');
  const start = edges.find((e) => e.edge === 'start')?.at;
  const end = edges.find((e) => e.edge === 'end')?.at;
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** The gaps of the given sources that overlap a window; an open gap lasts to the end of the run. */
export function gapsIn(
  timeline: Timeline,
  sources: readonly GapSource[],
  window: { readonly from: Instant; readonly to: Instant },
): readonly ObservationOf<'gap'>[] {
  // A gap is announced twice, open and closed: the closing line of the same source and start replaces the open one.
  const latest = new Map<string, ObservationOf<'gap'>>();
  for (const gap of timeline.of('gap')) latest.set(`${gap.source} ${gap.from}`, gap);
  return [...latest.values()].filter(
    (gap) =>
      sources.includes(gap.source) && gap.from < window.to && (gap.to ?? timeline.endedAt) > window.from,
  );
}
