import type { Plan } from '../plan/plan.ts';
import type { GapSource } from '../sample/observation.ts';
import { gapsIn, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { Window } from '../verdict/verdict.ts';

/** A stretch in which a source told nothing. */
export interface BlindSpell {
  readonly source: GapSource;
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
}

/**
 * The stretches in a window in which one of the sources was blind: gaps of the ledger, and the time in which a
 * component that is such a source was down or struck. Where the adapter asks a Prometheus of its own, either of the two
 * being blind is Prometheus being blind. A gap of a polled source that is shorter than its own
 * scrape interval loses no value and does not count.
 */
export function blindSpells(
  plan: Plan,
  timeline: Timeline,
  sources: readonly GapSource[],
  window: Window,
): readonly BlindSpell[] {
  const watched = sources.includes('prometheus') ? [...sources, 'adapter-prometheus' as const] : sources;
  const gaps = gapsIn(timeline, watched, window)
    .map((gap) => ({
      source: gap.source,
      from: gap.from,
      to: gap.to ?? timeline.endedAt,
      reason: gap.reason,
    }))
    .filter((gap) => gap.to - gap.from >= shortest(gap.source, plan) || gap.to >= timeline.endedAt);
  const down = sources.includes('prometheus') ? prometheusDown(timeline) : [];
  return [...gaps, ...down.filter((spell) => spell.from < window.to && spell.to > window.from)];
}

function shortest(source: GapSource, plan: Plan): number {
  const polled: readonly GapSource[] = ['prometheus', 'adapter-prometheus', 'custom-metrics', 'exporter'];
  return polled.includes(source) ? plan.timing.scrapeIntervalMs : 0;
}

function prometheusDown(timeline: Timeline): readonly BlindSpell[] {
  const seen = timeline.of('component').filter((c) => c.component === 'prometheus');
  return seen.flatMap((component, index): readonly BlindSpell[] => {
    if (component.change === 'up') return [];
    const up = seen.slice(index).find((later) => later.change === 'up');
    const reason = component.detail ?? (component.change === 'struck' ? 'struck on purpose' : 'down');
    return [{ source: 'prometheus', from: component.at, to: up?.at ?? timeline.endedAt, reason }];
  });
}
