import type { HpaObservation } from '../sample/observation.ts';
import type { Timeline } from '../sample/timeline.ts';
import type { AuditedSync, Recomputed, Rule } from './hpa-audit.ts';
import { isSameDecision } from './seen-sync.ts';

/** Syncs that read no metric, or none that is on record: only their status tells of them. */
export function unreadSyncs(
  timeline: Timeline,
  accountedFor: ReadonlySet<HpaObservation>,
): readonly AuditedSync[] {
  const statuses = timeline.of('hpa').filter(({ conditions }) => conditions.length > 0);
  return statuses.flatMap((after, index): readonly AuditedSync[] => {
    if (accountedFor.has(after)) return [];
    const before = statuses[index - 1];
    // An edit of the spec changes the object, and no sync has been.
    if (before !== undefined && isSameDecision(before, after)) return [];
    return [unreadSync(after, before)];
  });
}

function unreadSync(after: HpaObservation, before: HpaObservation | undefined): AuditedSync {
  const { at, current, desired, min, max, conditions } = after;
  const failed = conditions.find(({ type, status }) => type !== 'ScalingLimited' && status === 'False');
  const expected = expectedSize(after, before, failed?.reason);
  const base = {
    at,
    inputs: {
      values: [],
      problem: failed?.message ?? 'no read is on record',
      current,
      pods: [],
    },
    observed: desired,
  };
  if (expected === undefined) {
    const why = 'the HPA wrote a new status, and the read that led to it is not on record';
    return {
      ...base,
      recomputed: { replicas: desired, rule: 'error', sentences: [] },
      equal: false,
      divergence: { at, class: 'unknown-input', why, recomputed: null, observed: desired },
    };
  }
  const { replicas, rule } = expected;
  const sentences = [
    failed === undefined
      ? `The target had ${current}, allowed are ${min} to ${max}: no metric, window or policy is asked.`
      : `${failed.message}.`,
    replicas === current ? `Result: stays at ${current}.` : `Result: ${current} -> ${replicas}.`,
  ];
  return { ...base, recomputed: { replicas, rule, sentences }, equal: replicas === desired };
}

/** What a sync comes to that has no metric; `undefined` where it must have had one. */
function expectedSize(
  { current, min, max, desired }: HpaObservation,
  before: HpaObservation | undefined,
  failure: string | undefined,
): Pick<Recomputed, 'replicas' | 'rule'> | undefined {
  if (failure !== undefined) {
    const rule: Rule =
      failure.startsWith('FailedGet') && failure !== 'FailedGetScale' ? 'missing-metrics' : 'error';
    return { replicas: before?.desired ?? desired, rule };
  }
  if (current > max) return { replicas: max, rule: 'max-replicas' };
  if (current < min) return { replicas: min, rule: 'min-replicas' };
  return undefined;
}
