import type { AuditSummary } from '../record/run-record.ts';

/** What the audit came to, in one sentence. */
export function auditLine({ basis, syncs, equal, explained, divergences }: AuditSummary): string {
  if (basis === 'none')
    return 'No decision of the HPA could be recomputed: nothing of what it read is on record.';
  const from = basis === 'reads' ? 'what the HPA itself read' : 'its status and polls beside it';
  const classes = Map.groupBy(divergences, (one) => one.class);
  const told = [...classes].map(([name, those]) => `${those.length} ${name}`);
  const rest = told.length === 0 ? '' : `; ${told.join(', ')}`;
  const excused = explained === equal ? '' : `, ${explained} explained`;
  return `${equal} of ${syncs} decisions recomputed from ${from} are equal${excused}${rest}.`;
}
