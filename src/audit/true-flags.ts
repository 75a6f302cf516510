import { type AuditedSyncs, auditSyncs } from './audit-syncs.ts';
import type { AuditedHpa } from './audited-hpa.ts';
import type { Evidence } from './excuse.ts';
import type { AuditedSync } from './hpa-audit.ts';
import { type OtherFlags, otherFlags, pairsOf } from './other-flags.ts';
import type { SeenSync } from './seen-sync.ts';

/** Other flags, and what the record comes to with them, up to the first decision that they do not explain. */
interface Trial {
  readonly flags: OtherFlags;
  readonly audited: AuditedSyncs;
}

/** Flags under which every decision of a record is right, and how they are named. */
interface Found extends Trial {
  readonly text: string;
}

/**
 * Recomputes with the plan's flags; where they leave decisions unexplained, looks for one other flag, and then for two,
 * under which every decision is right.
 */
export function withTrueFlags(hpa: AuditedHpa, seen: readonly SeenSync[], evidence: Evidence): AuditedSyncs {
  const planned = auditSyncs(hpa, seen, evidence);
  if (planned.open === 0) return planned;
  const tryFlags = (config: OtherFlags['config']): AuditedSyncs =>
    auditSyncs({ ...hpa, config: { ...hpa.config, ...config } }, seen, evidence, { stopAtOpen: true });
  const singles = otherFlags(hpa, planned.syncs);
  const { trials, found } = firstFit(singles, tryFlags);
  const flags = found ?? firstFit(promisingPairs(hpa, trials, tryFlags({})), tryFlags).found;
  if (flags === undefined) return planned;
  return { ...planned, syncs: planned.syncs.map((sync, index) => blame(sync, flags, index)) };
}

/** Tries one after the other; the first that explains all ends it, together with the others of its kind that do so too. */
function firstFit(
  candidates: readonly OtherFlags[],
  tryFlags: (config: OtherFlags['config']) => AuditedSyncs,
): { readonly trials: readonly Trial[]; readonly found?: Found } {
  const trials: Trial[] = [];
  const fitting: Trial[] = [];
  for (const flags of candidates) {
    if (fitting[0] !== undefined && fitting[0].flags.kind !== flags.kind) break;
    const trial = { flags, audited: tryFlags(flags.config) };
    trials.push(trial);
    if (trial.audited.open === 0) fitting.push(trial);
  }
  const [first, ...others] = fitting;
  if (first === undefined) return { trials };
  const values = others.flatMap(({ flags }) => flags.value ?? []);
  const text = values.length === 0 ? first.flags.text : `${first.flags.text} (or ${values.join(', ')})`;
  return { trials, found: { ...first, text } };
}

/** As many candidates are joined with others; each costs some twenty recomputations of a part of the record. */
const MOST_PROMISING = 6;

/** Pairs with those flags that explain the first divergence and fail at a later one; that one suggests the second flag. */
function promisingPairs(
  hpa: AuditedHpa,
  trials: readonly Trial[],
  planned: AuditedSyncs,
): readonly OtherFlags[] {
  return trials
    .filter(({ audited }) => audited.syncs.length > planned.syncs.length)
    .sort((a, b) => b.audited.syncs.length - a.audited.syncs.length)
    .slice(0, MOST_PROMISING)
    .flatMap(({ flags, audited }) => pairsOf(flags, otherFlags(hpa, audited.syncs)));
}

/** What no gap and no proven restart explains is the flags' doing. */
function blame(sync: AuditedSync, { text, audited }: Found, index: number): AuditedSync {
  const { divergence } = sync;
  const isEqual = audited.syncs[index]?.equal ?? false;
  if (divergence === undefined || divergence.class === 'unknown-input' || !isEqual) return sync;
  const why = `${divergence.why.split(';')[0]}; with ${text} every decision of the record is right`;
  return { ...sync, divergence: { ...divergence, class: 'other-version-or-flags', why } };
}
