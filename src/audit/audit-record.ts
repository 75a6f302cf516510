import type { Plan } from '../plan/plan.ts';
import { type AuditSummary, isExcused } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';
import { type AuditedSyncs, auditSyncs } from './audit-syncs.ts';
import { type AuditedHpa, auditedHpa } from './audited-hpa.ts';
import type { Evidence } from './excuse.ts';
import { guessedReads } from './guessed-reads.ts';
import type { AuditedSync, HpaAudit } from './hpa-audit.ts';
import { type OtherFlags, otherFlags } from './other-flags.ts';
import { otherWriters } from './other-writers.ts';
import { readsOf, type SeenSync, seenSyncs } from './seen-sync.ts';
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
  const seen = seenSyncs(reads, timeline, hpa.isSpecKnown);
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

/** Where the plan's flags leave decisions unexplained, looks for others under which every one is right. */
function withTrueFlags(hpa: AuditedHpa, seen: readonly SeenSync[], evidence: Evidence): AuditedSyncs {
  const planned = auditSyncs(hpa, seen, evidence);
  if (planned.open === 0) return planned;
  for (const flags of otherFlags(hpa, planned.syncs)) {
    const other = auditSyncs({ ...hpa, config: flags.config }, seen, evidence, { stopAtOpen: true });
    if (other.open === 0)
      return {
        ...planned,
        syncs: planned.syncs.map((sync, index) => blame(sync, flags, other.syncs[index])),
      };
  }
  return planned;
}

/** What no gap and no proven restart explains is the flags' doing. */
function blame(sync: AuditedSync, { text }: OtherFlags, other: AuditedSync | undefined): AuditedSync {
  const { divergence } = sync;
  if (divergence === undefined || divergence.class === 'unknown-input' || !other?.equal) return sync;
  const why = `${divergence.why.split(';')[0]}; with ${text} every decision of the record is right`;
  return { ...sync, divergence: { ...divergence, class: 'other-version-or-flags', why } };
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
