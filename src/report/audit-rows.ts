import type { AuditedSync, HpaAudit } from '../audit/hpa-audit.ts';
import { ruleWords } from '../audit/rule-words.ts';
import { isExcused } from '../record/run-record.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import { figure } from './figure.ts';

/** One row of the audit: a decision that changed the size or differs, or a run of those that changed nothing. */
export interface AuditRow {
  readonly time: string;
  readonly values: string;
  readonly ratio: string;
  readonly proposal: string;
  readonly windows: string;
  readonly limits: string;
  readonly replicas: string;
  readonly rule: string;
  readonly state: 'equal' | 'excused' | 'different';
  /** The arithmetic, a sentence a step, and what was in flux or differs. */
  readonly notes: readonly string[];
}

/** What the columns of the audit are called; the last, whether it is equal, is each report's own. */
export const AUDIT_COLUMNS = [
  'sync',
  'values read',
  'mean / target',
  'proposal',
  'after windows',
  'after limits',
  'replicas',
  'rule',
] as const;

/** The cells of a row, a text for each of `AUDIT_COLUMNS`. */
export function auditCells({
  time,
  values,
  ratio,
  proposal,
  windows,
  limits,
  replicas,
  rule,
}: AuditRow): readonly string[] {
  return [time, values, ratio, proposal, windows, limits, replicas, rule];
}

/** As many values are listed; more are counted. */
const MOST_VALUES = 8;

/** The audit as rows in order of time, runs of decisions without a change as one. */
export function auditRows({ syncs }: HpaAudit, origin: Instant): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  let quiet: AuditedSync[] = [];
  const flush = () => {
    if (quiet.length > 0) rows.push(quietRow(quiet, origin));
    quiet = [];
  };
  for (const sync of syncs) {
    if (isQuiet(sync)) quiet.push(sync);
    else {
      flush();
      rows.push(changeRow(sync, origin));
    }
  }
  flush();
  return rows;
}

function isQuiet({ equal, observed, inputs, flux }: AuditedSync): boolean {
  return equal && observed === inputs.current && flux === undefined;
}

function changeRow(sync: AuditedSync, origin: Instant): AuditRow {
  const { inputs, recomputed, observed, flux, divergence } = sync;
  const { ratio, proposal, stabilized, replicas } = recomputed;
  return {
    time: formatOffset(sync.at, origin),
    values: valuesOf(inputs),
    ratio: ratio === undefined ? '–' : ratio.toFixed(3),
    proposal: shown(proposal),
    windows: shown(stabilized),
    limits: shown(replicas),
    replicas: inputs.current === observed ? `${observed}` : `${inputs.current} → ${observed}`,
    rule: ruleWords(recomputed.rule),
    state: stateOf(sync),
    notes: [
      ...recomputed.sentences,
      ...(flux === undefined ? [] : [`In flux: ${flux}.`]),
      ...(divergence === undefined ? [] : [`${divergence.class}: ${divergence.why}.`]),
    ],
  };
}

/** Of several metrics each with its values. */
function valuesOf({ problem, values, resource }: AuditedSync['inputs']): string {
  const own = problem ?? listValues(values.map(({ value }) => value));
  if (resource === undefined) return own;
  return `${own}; ${resource.name} ${listValues(resource.values.map(({ value }) => value))}`;
}

function stateOf({ equal, divergence }: AuditedSync): AuditRow['state'] {
  if (equal) return 'equal';
  return divergence !== undefined && isExcused(divergence) ? 'excused' : 'different';
}

function quietRow(quiet: readonly AuditedSync[], origin: Instant): AuditRow {
  const first = quiet[0]!;
  if (quiet.length === 1) return { ...changeRow(first, origin), notes: [] };
  const rules = Map.groupBy(quiet, ({ recomputed }) => recomputed.rule);
  const told = [...rules].map(([rule, those]) =>
    rules.size === 1 ? ruleWords(rule) : `${ruleWords(rule)} (${those.length})`,
  );
  const averages = quiet.flatMap(({ inputs: { values } }) =>
    values.length === 0 ? [] : [values.reduce((sum, { value }) => sum + value, 0) / values.length],
  );
  const figures = (pick: (sync: AuditedSync) => number | undefined) =>
    quiet.map(pick).filter((one) => one !== undefined);
  return {
    time: `${formatOffset(first.at, origin)} to ${formatOffset(quiet.at(-1)!.at, origin)}`,
    values:
      averages.length === 0
        ? (first.inputs.problem ?? 'none')
        : `${quiet.length} syncs, mean ${span(averages, figure)}`,
    ratio: span(
      figures(({ recomputed }) => recomputed.ratio),
      (one) => one.toFixed(3),
    ),
    proposal: span(
      figures(({ recomputed }) => recomputed.proposal),
      String,
    ),
    windows: span(
      figures(({ recomputed }) => recomputed.stabilized),
      String,
    ),
    limits: span(
      figures(({ recomputed }) => recomputed.replicas),
      String,
    ),
    replicas: span(
      figures(({ observed }) => observed),
      String,
    ),
    rule: told.join(', '),
    state: 'equal',
    notes: [],
  };
}

function span(values: readonly number[], write: (value: number) => string): string {
  if (values.length === 0) return '–';
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}

function listValues(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const listed = values.slice(0, MOST_VALUES).map(figure).join(' ');
  return values.length > MOST_VALUES ? `${listed} and ${values.length - MOST_VALUES} more` : listed;
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : String(value);
}
