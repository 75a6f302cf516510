import type { Plan } from '../../../plan/plan.ts';
import type { ClusterEventObservation, HpaCondition, HpaObservation } from '../../../sample/observation.ts';
import { gapsIn, type Timeline } from '../../../sample/timeline.ts';
import type { Instant } from '../../../units/instant.ts';
import { auditedHpa } from '../../audited-hpa.ts';
import { type DatedSpec, specsAround } from '../../spec-history.ts';
import { LATE_MS } from './slack.ts';

/** One status of the HPA as the run saw it. */
export interface WitnessedStatus {
  readonly at: Instant;
  /** When the next one came; the end of the record for the last one. */
  readonly until: Instant;
  /** What a row of `kubectl get hpa` shows of it, by name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly desired: number;
  readonly conditions: readonly HpaCondition[];
}

/** What a recorded run saw of its HPA, for texts of the same time to be held against. */
export interface RunWitness {
  /** The record, as findings name it. */
  readonly file: string;
  readonly namespace: string;
  readonly name: string;
  /** Since when the run saw all; minus infinity where it saw the HPA before any controller had looked at it. */
  readonly from: Instant;
  /** Until when: the end of the record. */
  readonly to: Instant;
  readonly statuses: readonly WitnessedStatus[];
  /** Since when the run saw all events; those of before tell of other runs and are not on record. */
  readonly eventsFrom: Instant;
  readonly events: readonly ClusterEventObservation[];
  /** The specs that were in force around an instant, the likeliest first; those of the plan where none is on record. */
  readonly specsAt: (at: Instant) => readonly DatedSpec[];
  /** Whether statuses and events of a stretch of time may have been missed. */
  readonly isBlind: (from: Instant, to: Instant) => boolean;
}

/** Makes a witness of a record. */
export function witnessOf(file: string, plan: Plan, timeline: Timeline): RunWitness {
  const { namespace, name, specs } = auditedHpa(plan, timeline);
  const seen = timeline.of('hpa');
  return {
    file,
    namespace,
    name,
    from: seen[0]?.conditions.length === 0 ? Number.NEGATIVE_INFINITY : timeline.startedAt,
    to: timeline.endedAt,
    statuses: seen.map((one, index) => statusOf(one, seen[index + 1]?.at ?? timeline.endedAt)),
    // All watches begin together, and that of the HPA tells first how it is.
    eventsFrom: seen[0]?.at ?? timeline.startedAt,
    events: timeline.of('event'),
    specsAt: (at) => specsAround(specs, at, LATE_MS),
    isBlind: (from, to) => gapsIn(timeline, ['hpa', 'events', 'runner'], { from, to }).length > 0,
  };
}

function statusOf(hpa: HpaObservation, until: Instant): WitnessedStatus {
  const { at, desired, conditions, metrics, min, max, current } = hpa;
  const fields = new Map([
    ...metrics.flatMap(({ value, target }, index): [string, string][] => {
      const nth = metrics.length === 1 ? '' : ` of metric ${index + 1}`;
      return [
        [`metric value${nth}`, figure(value)],
        [`target${nth}`, figure(target)],
      ];
    }),
    ['min replicas', String(min)],
    ['max replicas', String(max)],
    ['replicas', String(current)],
  ]);
  return { at, until, fields, desired, conditions };
}

function figure(value: number | null): string {
  return value === null ? '<unknown>' : String(Math.round(value * 1000) / 1000);
}
