import type { ComparedFigure } from '../../quality/compare-figures.ts';
import type { Comparison, Side } from '../../quality/comparison.ts';
import { columns } from '../console/columns.ts';
import { type Ink, painter, wrapText } from '../console/terminal-text.ts';
import { escapeMarkdown, markdownTable } from '../markdown-table.ts';
import { prettyJson } from '../pretty-json.ts';
import type { ReportOptions } from '../report.ts';
import { STATUS_EMOJI, STATUS_INK, STATUS_MARK } from '../status-marks.ts';
import { differenceText, noiseText, spreadText } from './figure-text.ts';

const HEADING = ['figure', 'base', 'candidate', 'difference', 'noise', 'verdict'];
const ROW_INK: Readonly<Partial<Record<ComparedFigure['verdict'], Ink>>> = {
  regression: 'red',
  improvement: 'green',
  changed: 'cyan',
  unknown: 'yellow',
};

/** A comparison for a terminal: what came out, what was changed, and every figure with its noise. */
export function comparisonText(comparison: Comparison, options: ReportOptions = {}): string {
  const paint = painter(options.colour ?? false);
  const width = Math.max(40, options.width ?? 100);
  const [head, ...rows] = columns([HEADING, ...comparison.figures.map(cells)]);
  const { outcome } = comparison;
  return [
    `${paint(STATUS_INK[outcome], paint('bold', `${STATUS_MARK[outcome]} ${outcome.toUpperCase()}`))}  ${title(comparison)}`,
    ...wrapText(comparison.headline, width - 2).map((line) => `  ${line}`),
    ...notes(comparison).flatMap((note) =>
      wrapText(note, width - 2).map((line) => `  ${paint('dim', line)}`),
    ),
    '',
    ...(rows.length > 0 ? [paint('dim', head!)] : []),
    ...rows.map((row, i) => {
      const ink = ROW_INK[comparison.figures[i]!.verdict];
      return ink === undefined ? row : paint(ink, row);
    }),
    ...(rows.length > 0
      ? ['', ...wrapText(explain(comparison), width).map((line) => paint('dim', line))]
      : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** A comparison as markdown, for a step summary or a comment. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { outcome } = comparison;
  const rows = comparison.figures.map((figure) => {
    const [label = '', ...rest] = cells(figure).map(escapeMarkdown);
    return figure.verdict === 'regression'
      ? [`**${label}**`, ...rest.slice(0, -1), `❌ **${rest.at(-1)}**`]
      : [label, ...rest];
  });
  return [
    `## ${STATUS_EMOJI[outcome]} ${outcome}: ${escapeMarkdown(title(comparison))}`,
    '',
    escapeMarkdown(comparison.headline),
    '',
    ...notes(comparison).map((note) => `- ${escapeMarkdown(note)}`),
    '',
    ...(rows.length > 0
      ? markdownTable(HEADING, rows, (column) => column > 0 && column < HEADING.length - 1)
      : []),
    ...(rows.length > 0 ? [escapeMarkdown(explain(comparison))] : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** A comparison as JSON; what never happened is `"+Inf"`. */
export function comparisonJson(comparison: Comparison): string {
  return prettyJson(comparison);
}

function cells(figure: ComparedFigure): readonly string[] {
  return [
    figure.label,
    spreadText(figure.base, figure.unit),
    spreadText(figure.candidate, figure.unit),
    differenceText(figure),
    noiseText(figure),
    figure.verdict,
  ];
}

function title({ scenario, target, emulated, base, candidate }: Comparison): string {
  const where = `${target}${emulated ? ' with emulated GPUs' : ''}`;
  return `${scenario} on ${where}, ${base.runs.length} base against ${candidate.runs.length} candidate runs`;
}

function notes({ base, candidate, changed }: Comparison): readonly string[] {
  const leftOut = (name: string, side: Side) =>
    side.leftOut.map(({ runId, reason }) => `${name} run ${runId} left out: ${reason}`);
  return [
    ...leftOut('base', base),
    ...leftOut('candidate', candidate),
    ...changed.slice(0, 20).map((line) => `changed: ${line}`),
    ...(changed.length > 20 ? [`and ${changed.length - 20} more changes`] : []),
  ];
}

function explain({ chance, arrangements }: Comparison): string {
  const ways = arrangements.exact
    ? `all ${arrangements.count} ways`
    : `${arrangements.count} ways, drawn by lot,`;
  return `Medians [lowest .. highest run]. A difference counts beyond its noise only, and only if over ${ways} to call these runs base or candidate at most ${chance * 100} % show any figure as clearly different.`;
}
