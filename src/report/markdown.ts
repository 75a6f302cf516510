import type { HopTime } from '../record/run-record.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import { auditLine } from './audit-line.ts';
import { AUDIT_COLUMNS, auditCells, auditRows } from './audit-rows.ts';
import { escapeMarkdown, markdownTable } from './markdown-table.ts';
import type { ReportFile, ReportInput } from './report.ts';
import { stageTimes } from './stage-times.ts';
import { STATUS_EMOJI } from './status-marks.ts';
import { summarize } from './summary.ts';

/** GitHub drops a step summary of more than 1 MiB as a whole; this leaves room for other steps' lines. */
const LARGEST_BYTES = 900_000;
const MOST_ROWS = 200;

/** `summary.md`, as GitHub shows it under a job. */
export function reportMarkdown(input: ReportInput): readonly ReportFile[] {
  const { header, result } = input;
  const summary = summarize(input);
  const emulated = result.emulated ? ' · **emulated GPUs**' : '';
  const lines = [
    `## ${STATUS_EMOJI[result.outcome]} ${result.outcome}: ${escapeMarkdown(header.plan.scenario.name)}`,
    '',
    escapeMarkdown(summary.headline),
    '',
    `Target ${result.target}${emulated} · run ${escapeMarkdown(result.runId)} · seed ${result.seed} · exit code ${result.exitCode}`,
    '',
    ...table(
      ['', ...summary.figures.map((figure) => figure.label)],
      [
        [
          '',
          ...summary.figures.map(
            (figure) => `**${escapeMarkdown(figure.value)}**<br>${escapeMarkdown(figure.note)}`,
          ),
        ],
      ],
    ),
    ...findingLines(result.findings),
    ...assertionLines(result.verdicts),
    ...auditLines(input, summary.origin),
    ...hopLines('Hops of the scale-out', result.timeline, summary.origin),
    ...hopLines('Hops of the scale-in', summary.scaleIn, summary.scaleIn[0]?.at ?? summary.origin),
    ...loadLines(input),
  ];
  return [{ path: 'summary.md', text: cutToBytes(lines) }];
}

function findingLines(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const blocks = findings
    .slice(0, MOST_ROWS)
    .flatMap((finding) => [
      `- **${escapeMarkdown(finding.title)}** (${escapeMarkdown(finding.id)}, at ${finding.hop})`,
      ...finding.evidence.map((line) => `  - ${escapeMarkdown(line)}`),
      `  - Fix: ${escapeMarkdown(finding.fix)}`,
    ]);
  return ['### Findings', '', ...blocks, ''];
}

function assertionLines(verdicts: readonly Verdict[]): readonly string[] {
  const rows = verdicts.map((verdict) => [
    `${STATUS_EMOJI[verdict.status]} ${escapeMarkdown(verdict.assertion)}`,
    escapeMarkdown(verdict.expected),
    escapeMarkdown(verdict.observed) + (verdict.reason ? `<br>${escapeMarkdown(verdict.reason)}` : ''),
    verdict.brokenHop ?? '',
  ]);
  if (rows.length === 0) return ['No assertion was judged.', ''];
  return ['### Assertions', '', ...table(['assertion', 'wanted', 'seen', 'broke at'], rows)];
}

function auditLines({ result, audit }: ReportInput, origin: Instant): readonly string[] {
  if (result.audit === undefined) return [];
  const rows = auditRows(audit, origin).map((row) => [
    ...auditCells(row).map(escapeMarkdown),
    row.state === 'equal' ? 'yes' : `**${row.state}**<br>${escapeMarkdown(row.notes.at(-1) ?? '')}`,
  ]);
  const told = [auditLine(result.audit), ...result.audit.caveats].map(escapeMarkdown).join(' ');
  const heading = [...AUDIT_COLUMNS, 'equal'];
  return ['### Decisions of the HPA', '', told, '', ...(rows.length > 0 ? table(heading, rows) : [])];
}

function hopLines(title: string, hops: readonly HopTime[], origin: Instant): readonly string[] {
  if (hops.length === 0) return [];
  const rows = hops.map((hop) => [
    hop.hop,
    hop.at === null ? '–' : formatOffset(hop.at, origin),
    hop.tookMs === null ? '–' : formatDuration(hop.tookMs),
    escapeMarkdown(hop.evidence),
  ]);
  return [`### ${title}`, '', ...table(['hop', 'at', 'took', 'evidence'], rows)];
}

function loadLines({ result }: ReportInput): readonly string[] {
  const { load } = result;
  const rows = load.stages.map((stage) => [
    escapeMarkdown(stage.stage),
    `${stage.askedRate} / ${stage.achievedRate}`,
    `${stage.sent} of ${stage.asked}`,
    String(stage.ok),
    String(stage.rejected + stage.invalid + stage.errors),
    String(stage.lost),
    `${stageTimes(stage).lagP50} / ${stageTimes(stage).lagP99}`,
    `${stageTimes(stage).latencyP50} / ${stageTimes(stage).latencyP95}`,
  ]);
  const heading = [
    'stage',
    'asked / achieved per s',
    'sent',
    'ok',
    'failed',
    'lost',
    'send lag p50 / p99',
    'latency p50 / p95',
  ];
  const state = load.delivered
    ? 'The load was delivered as asked.'
    : `**The load was not delivered:** ${load.problems.map(escapeMarkdown).join('; ')}`;
  return ['### Load', '', state, '', ...(rows.length > 0 ? table(heading, rows) : [])];
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const more = rows.length > MOST_ROWS ? [`and ${rows.length - MOST_ROWS} more`, ''] : [];
  return [...markdownTable(heading, rows.slice(0, MOST_ROWS)), ...more];
}

function cutToBytes(lines: readonly string[]): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    bytes += encoder.encode(line).length + 1;
    if (bytes > LARGEST_BYTES)
      return `${lines.slice(0, index).join('\n')}\n\nCut here: the whole is in report.html.\n`;
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
