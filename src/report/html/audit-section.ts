import type { HpaAudit } from '../../audit/hpa-audit.ts';
import { isExcused } from '../../record/run-record.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import { auditLine } from '../audit-line.ts';
import { AUDIT_COLUMNS, type AuditRow, auditCells, auditRows } from '../audit-rows.ts';
import { type Markup, markup } from '../markup.ts';
import { scrolling } from './table.ts';

const COLUMNS = [...AUDIT_COLUMNS, 'equal?'];

const STATES: Readonly<Record<AuditRow['state'], string>> = {
  equal: '✓',
  excused: '? excused',
  different: '✗ different',
};

/** A page is read by people: of a run of hours the first rows, and the rest is in the record. */
const MOST_ROWS = 400;

/** Every decision of the HPA beside its recomputation; those that changed nothing in a row are one line. */
export function auditSection(audit: HpaAudit, origin: Instant): Markup {
  const { summary } = audit;
  const rows = auditRows(audit, origin);
  const tone = { passed: 'passed', failed: 'failed', doubt: 'inconclusive' }[toneOf(audit)];
  const others = summary.divergences.filter((one) => one.class === 'another-writer');
  const notes = [
    ...summary.caveats,
    ...others.map((one) => `${formatOffset(one.at, origin)} ${one.class}: ${one.why}.`),
    ...(rows.length > MOST_ROWS ? [`${rows.length - MOST_ROWS} more rows are left out here.`] : []),
  ];
  return markup`<h2>Each decision of the HPA, recomputed</h2><section class="card item audit ${tone}"><p>${auditLine(summary)}</p>${notes.length > 0 && markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`}${rows.length > 0 && table(rows)}</section>
`;
}

function toneOf({ summary, syncs }: HpaAudit): 'passed' | 'failed' | 'doubt' {
  const isFault = summary.divergences.some((one) => !isExcused(one));
  if (isFault) return 'failed';
  return summary.basis === 'reads' && syncs.every(({ equal }) => equal) ? 'passed' : 'doubt';
}

function table(rows: readonly AuditRow[]): Markup {
  const head = COLUMNS.map((name) => markup`<th scope="col">${name}</th>`);
  const body = rows.slice(0, MOST_ROWS).map(row);
  return scrolling(
    'Decisions of the HPA',
    markup`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`,
  );
}

function row(one: AuditRow): Markup {
  const cells = auditCells(one).map((cell, index) => markup`<td data-name="${COLUMNS[index]}">${cell}</td>`);
  const state = markup`<td class="${one.state}" data-name="${COLUMNS.at(-1)}">${STATES[one.state]}</td>`;
  const notes =
    one.notes.length > 0 &&
    markup`<tr class="why ${one.state}"><td colspan="${COLUMNS.length}">${one.notes.join(' ')}</td></tr>`;
  return markup`<tr class="${notes !== false && 'change'}">${cells}${state}</tr>${notes}
`;
}
