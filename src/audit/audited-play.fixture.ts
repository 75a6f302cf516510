import type { Observation } from '../sample/observation.ts';
import { auditRecord } from './audit-record.ts';
import type { HpaAudit } from './hpa-audit.ts';
import { planOf, play, timelineOf } from './played-hpa.fixture.ts';
import type { Play } from './played-world.fixture.ts';

/** Audits what a sampler would have seen of a played run, after `doctor` has had it. */
export function audit(
  what: Play = {},
  doctor = (seen: readonly Observation[]): readonly Observation[] => seen,
): HpaAudit {
  return auditRecord(planOf(what), timelineOf(doctor(play(what))));
}

/** The classes of divergences, each once. */
export const classesOf = ({ summary }: HpaAudit) => [...new Set(summary.divergences.map((one) => one.class))];
/** The rules that had the last word. */
export const rulesOf = ({ syncs }: HpaAudit) => new Set(syncs.map(({ recomputed }) => recomputed.rule));
/** The sizes that were set, in order. */
export const changesOf = ({ syncs }: HpaAudit) =>
  syncs.filter(({ inputs, observed }) => observed !== inputs.current).map(({ observed }) => observed);
