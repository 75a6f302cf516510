import type { Plan } from '../plan/plan.ts';
import { type AuditSummary, isExcused } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';
import { type AuditedHpa, auditedHpa } from './audited-hpa.ts';
import type { Evidence } from './excuse.ts';
import { guessedReads } from './guessed-reads.ts';
import type { AuditedSync, HpaAudit } from './hpa-audit.ts';
import { otherWriters } from './other-writers.ts';
import { readsOf, type SeenSync, seenSyncs } from './seen-sync.ts';
import { withTrueFlags } from './true-flags.ts';
import { unreadSyncs } from './unread-syncs.ts';

/**
 * Recomputes every decision of the HPA from what it saw, and names what does not agree. On the lab that is the
 * controller's own reads; elsewhere its status and the sampler's polls, which leave it less certain.
 */
export function auditRecord(plan: Plan, timeline: Timeline): HpaAudit {
  const hpa = auditedHpa(plan, timeline);
  const own = readsOf(timeline);
  const hasReads = own.length > 0;
  const reads = hasReads ? own : guessedReads(timeline, hpa.syncPeriodMs);
  const seen = seenSyncs(reads, timeline, hpa);
  const evidence: Evidence = { timeline, hasReads, startsFresh: startsFresh(timeline, seen) };
  const { syncs: read, accountedFor } = withTrueFlags(hpa, seen, evidence);
  const unread = seen.length === 0 ? [] : unreadSyncs(timeline, accountedFor);
  const syncs = [...read, ...unread].sort((a, b) => a.at - b.at);
  return { syncs, summary: summaryOf(syncs, hpa, evidence) };
}

/** An HPA without conditions has not been looked at by any controller. */
function startsFresh(timeline: Timeline, seen: readonly SeenSync[]): boolean {
  const first = timeline.of('hpa')[0];
  return first !== undefined && first.conditions.length === 0 && first.at <= (seen[0]?.read.askedAt ?? 0);
}

function summaryOf(
  syncs: readonly AuditedSync[],
  { isOurs, isSpecKnown }: AuditedHpa,
  { timeline, hasReads, startsFresh }: Evidence,
): AuditSummary {
  const divergences = syncs.flatMap(({ divergence }) => (divergence === undefined ? [] : [divergence]));
  const equal = syncs.filter((sync) => sync.equal).length;
  const excused = divergences.filter(isExcused).length;
  const caveats = [
    ...(hasReads || syncs.length === 0
      ? []
      : [
          'Nothing here logs what the controller read: its status and the polls of the metrics API stand for it, and syncs that changed nothing are guessed.',
        ]),
    ...(isOurs || isSpecKnown
      ? []
      : ['The run did not apply this HPA: it is taken to have the behavior of the scenario.']),
    ...(startsFresh || syncs.length === 0
      ? []
      : ['What the controller remembered before the record began is not known.']),
  ];
  return {
    basis: syncs.length === 0 ? 'none' : hasReads ? 'reads' : 'status',
    syncs: syncs.length,
    equal,
    explained: equal + excused,
    divergences: [...divergences, ...otherWriters(timeline)].sort((a, b) => a.at - b.at),
    caveats,
  };
}
