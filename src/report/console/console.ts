import type { HopTime, StageLoad } from '../../record/run-record.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import { auditLine } from '../audit-line.ts';
import { figure } from '../figure.ts';
import type { ReportFile, ReportInput, ReportOptions } from '../report.ts';
import { stageTimes } from '../stage-times.ts';
import { STATUS_INK, STATUS_MARK } from '../status-marks.ts';
import { type Summary, summarize } from '../summary.ts';
import { visibleLine } from '../visible-text.ts';
import { curveLines } from './curves.ts';
import { labelled, type Paint, painter, wrapText } from './terminal-text.ts';

/** How lines are written: how wide, and with which ink. */
interface Sheet {
  readonly width: number;
  readonly paint: Paint;
}

/** The final summary of a run for a terminal: verdict, curves, assertions, hops, findings, load. */
export function reportConsole(input: ReportInput, options: ReportOptions = {}): readonly ReportFile[] {
  const sheet = { width: Math.max(40, options.width ?? 100), paint: painter(options.colour ?? false) };
  const summary = summarize(input);
  const blocks = [
    head(input, summary, sheet),
    curveLines(input, sheet.width),
    section(
      'Assertions',
      input.result.verdicts.flatMap((verdict) => verdictLines(verdict, sheet)),
      sheet,
    ),
    section(
      'Findings',
      input.result.findings.flatMap((finding) => findingLines(finding, sheet)),
      sheet,
    ),
    section('Hops of the scale-out', hopLines(input.result.timeline, summary.origin, sheet), sheet),
    section(
      'Hops of the scale-in',
      hopLines(summary.scaleIn, summary.scaleIn[0]?.at ?? summary.origin, sheet),
      sheet,
    ),
    section('Decisions of the HPA', auditLines(input, summary.origin, sheet), sheet),
    section('Load', loadLines(input, sheet), sheet),
  ];
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return [{ path: 'console.txt', text: `${text}\n` }];
}

function head(
  { header, result, timeline }: ReportInput,
  summary: Summary,
  { width, paint }: Sheet,
): readonly string[] {
  const verdict = `${STATUS_MARK[result.outcome]} ${result.outcome.toUpperCase()}`;
  const where = `${result.target}${result.emulated ? ' with emulated GPUs' : ''}`;
  const took = formatDuration(timeline.endedAt - timeline.startedAt);
  const about = `${header.plan.scenario.name} on ${where}, run ${result.runId}, ${took}`;
  const figures = summary.figures.flatMap((figure) =>
    labelled(`  ${figure.label.padEnd(13)} `, `${figure.value}  ${figure.note}`, width),
  );
  const [first = '', ...rest] = labelled(`${verdict}  `, about, width);
  return [
    paint(STATUS_INK[result.outcome], paint('bold', verdict)) + first.slice(verdict.length),
    ...rest,
    ...wrapText(summary.headline, width - 2).map((line) => `  ${line}`),
    '',
    ...figures,
  ];
}

function section(title: string, lines: readonly string[], { paint }: Sheet): readonly string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

function verdictLines(verdict: Verdict, { width, paint }: Sheet): readonly string[] {
  const mark = paint(STATUS_INK[verdict.status], STATUS_MARK[verdict.status]);
  const lines = [`  ${mark} ${paint('bold', visibleLine(verdict.assertion))}`];
  lines.push(
    ...labelled('      wanted  ', verdict.expected, width),
    ...labelled('      seen    ', verdict.observed, width),
  );
  if (verdict.status === 'passed') return lines;
  if (verdict.reason) lines.push(...labelled('      why     ', verdict.reason, width));
  for (const line of verdict.arithmetic ?? []) lines.push(...labelled('      bound   ', line, width));
  if (verdict.brokenHop) lines.push(`      broke   ${paint('red', `at ${verdict.brokenHop}`)}`);
  return lines;
}

function findingLines(finding: Finding, { width, paint }: Sheet): readonly string[] {
  return [
    ...wrapText(finding.title, width - 4).map(
      (line, index) => `  ${index === 0 ? paint('yellow', '!') : ' '} ${paint('bold', line)}`,
    ),
    `      ${paint('dim', `${visibleLine(finding.id)}, at ${finding.hop}`)}`,
    ...finding.evidence.flatMap((line) => labelled('      - ', line, width)),
    ...labelled('      fix: ', finding.fix, width),
  ];
}

function hopLines(hops: readonly HopTime[], origin: Instant, { width, paint }: Sheet): readonly string[] {
  const name = Math.max(15, ...hops.map(({ hop }) => hop.length + 1));
  return hops.flatMap((hop) => {
    const at = hop.at === null ? '–' : formatOffset(hop.at, origin);
    const took = hop.tookMs === null ? '' : `+${formatDuration(hop.tookMs)}`;
    const label = `  ${hop.hop.padEnd(name)}${at.padStart(8)}${took.padStart(8)}  `;
    const lines = labelled(label, hop.evidence, width);
    return hop.at === null ? lines.map((line) => paint('dim', line)) : lines;
  });
}

function auditLines({ result }: ReportInput, origin: Instant, { width, paint }: Sheet): readonly string[] {
  const { audit } = result;
  if (audit === undefined) return [];
  const told = audit.divergences.slice(0, 5).flatMap((one) => {
    const label = `  ${formatOffset(one.at, origin)} ${one.class}  `;
    return labelled(label, one.why, width).map((line) => paint('yellow', line));
  });
  return [...wrapText(auditLine(audit), width - 2).map((line) => `  ${line}`), ...told];
}

/** The most telling first: where the terminal is narrow the last ones are left out. */
const COLUMNS = ['rate', 'sent', 'ok', 'failed', 'lost', 'p95', 'p50', 'lag p99'];
const CELL = 8;

function loadLines({ result }: ReportInput, { width, paint }: Sheet): readonly string[] {
  const { load } = result;
  const longest = Math.max(5, ...load.stages.map((stage) => visibleLine(stage.stage).length));
  const name = Math.min(longest, Math.max(5, width - 4 - COLUMNS.length * CELL));
  const fit = Math.floor((width - 4 - name) / CELL);
  const row = (first: string, cells: readonly string[]) =>
    `  ${first.slice(0, name).padEnd(name)}  ${cells
      .slice(0, fit)
      .map((cell) => cell.padStart(CELL))
      .join('')}`;
  const table = [
    paint('dim', row('stage', COLUMNS)),
    ...load.stages.map((stage) => row(visibleLine(stage.stage), stageCells(stage))),
  ];
  const delivery = load.delivered
    ? ['  delivered as asked']
    : load.problems
        .flatMap((problem) => labelled('  not delivered: ', problem, width))
        .map((line) => paint('yellow', line));
  return load.stages.length === 0 ? delivery : [...table, ...delivery];
}

/** Rate and images sent, each as achieved/asked; then how the images fared. */
function stageCells(stage: StageLoad): readonly string[] {
  const times = stageTimes(stage);
  return [
    `${figure(stage.achievedRate)}/${figure(stage.askedRate)}`,
    `${stage.sent}/${stage.asked}`,
    `${stage.ok}`,
    `${stage.rejected + stage.invalid + stage.errors}`,
    `${stage.lost}`,
    times.latencyP95,
    times.latencyP50,
    times.lagP99,
  ];
}
