import type { AuditedSync } from '../audit/hpa-audit.ts';
import { ruleWords } from '../audit/rule-words.ts';
import type { Instant } from '../units/instant.ts';
import type { ReportInput } from './report.ts';

/** One change of the size that is wanted, and why it was made. */
export interface ScaleEvent {
  readonly at: Instant;
  readonly from: number;
  readonly to: number;
  /** Who set it and by which rule; empty where nothing tells. */
  readonly reason: string;
  /** The HPA's decision behind it, where it was found. */
  readonly sync?: AuditedSync;
}

/** The size is seen within so much of the read that led to it; milliseconds. */
const LONGEST_MS = 3000;

/** Every change of the size that is wanted, in order of time. */
export function scaleEvents({
  timeline,
  audit,
}: Pick<ReportInput, 'timeline' | 'audit'>): readonly ScaleEvent[] {
  const sizes = timeline.of('replicas');
  return sizes.flatMap(({ at, desired }, index): readonly ScaleEvent[] => {
    const before = sizes[index - 1];
    if (before === undefined || before.desired === desired) return [];
    const event = { at, from: before.desired, to: desired };
    const other = audit.summary.divergences.find((one) => one.at === at);
    if (other !== undefined) return [{ ...event, reason: `${other.class}: ${other.why}` }];
    const sync = audit.syncs.findLast(
      (one) => one.at <= at && one.at > at - LONGEST_MS && one.observed === desired,
    );
    if (sync === undefined) return [{ ...event, reason: '' }];
    const unlike = sync.equal ? '' : ', not as recomputed';
    return [{ ...event, reason: `HPA: ${ruleWords(sync.recomputed.rule)}${unlike}`, sync }];
  });
}
