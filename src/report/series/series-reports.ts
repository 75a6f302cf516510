import type { AssertionRate } from '../../quality/flakes.ts';
import type { Series } from '../../quality/series.ts';
import { columns } from '../console/columns.ts';
import { type Ink, painter, wrapText } from '../console/terminal-text.ts';
import type { Annotation } from '../github/annotations.ts';
import { escapeMarkdown, markdownTable } from '../markdown-table.ts';
import { prettyJson } from '../pretty-json.ts';
import type { ReportOptions } from '../report.ts';
import { STATUS_EMOJI, STATUS_INK, STATUS_MARK } from '../status-marks.ts';

const HEADING = ['assertion', 'passed', 'failed', 'inconclusive', 'not passed', '95 % interval', 'state'];
const ROW_INK: Readonly<Record<AssertionRate['state'], Ink | undefined>> = {
  steady: undefined,
  flaky: 'yellow',
  broken: 'red',
};

/** A series of runs for a terminal: its outcome, its runs, and how steady each assertion is. */
export function seriesText(series: Series, options: ReportOptions = {}): string {
  const paint = painter(options.colour ?? false);
  const width = Math.max(40, options.width ?? 100);
  const [head, ...rows] = columns([HEADING, ...series.assertions.map(cells)]);
  const { outcome } = series;
  return [
    `${paint(STATUS_INK[outcome], paint('bold', `${STATUS_MARK[outcome]} ${outcome.toUpperCase()}`))}  ${title(series)}`,
    ...wrapText(headline(series), width - 2).map((line) => `  ${line}`),
    '',
    ...runLines(series),
    ...(rows.length > 0 ? ['', paint('dim', head!)] : []),
    ...rows.map((row, i) => {
      const ink = ROW_INK[series.assertions[i]!.state];
      return ink === undefined ? row : paint(ink, row);
    }),
  ]
    .join('\n')
    .concat('\n');
}

/** A series of runs as markdown, for a step summary. */
export function seriesMarkdown(series: Series): string {
  return [
    `## ${STATUS_EMOJI[series.outcome]} ${series.outcome}: ${escapeMarkdown(title(series))}`,
    '',
    escapeMarkdown(headline(series)),
    '',
    ...markdownTable(
      ['run', 'outcome', 'exit code'],
      series.runs.map((run) => [
        escapeMarkdown(run.runId),
        run.notCounted ?? run.outcome,
        String(run.exitCode),
      ]),
    ),
    ...markdownTable(
      HEADING,
      series.assertions.map((rate) => cells(rate).map(escapeMarkdown)),
      (column) => column > 0 && column < HEADING.length - 1,
    ),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** What a series says to GitHub: an error for each assertion that did not always pass, and its outcome. */
export function seriesAnnotations(series: Series): readonly Annotation[] {
  const wrong = series.assertions.filter((rate) => rate.state !== 'steady');
  return [
    ...wrong.map((rate): Annotation => {
      const message = `passed ${rate.passed}, failed ${rate.failed}, inconclusive ${rate.inconclusive} of ${series.counted} runs`;
      const level = rate.failed > 0 ? 'error' : 'warning';
      return { level, title: `${series.scenario}: ${rate.assertion} is ${rate.state}`, message };
    }),
    { level: 'notice', title: `${series.scenario}: ${series.outcome}`, message: headline(series) },
  ];
}

/** `repeat-<first run id>.json`. */
export function seriesJson(series: Series): string {
  return prettyJson(series);
}

function cells(rate: AssertionRate): readonly string[] {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    rate.assertion,
    String(rate.passed),
    String(rate.failed),
    String(rate.inconclusive),
    percent(rate.notPassed),
    `${percent(rate.interval.low)} .. ${percent(rate.interval.high)}`,
    rate.state,
  ];
}

function title({ scenario, target, emulated, counted, asked }: Series): string {
  const where = `${target}${emulated ? ' with emulated GPUs' : ''}`;
  return `${scenario} on ${where}, ${counted} of ${asked} runs`;
}

function headline({ assertions, stopped, counted }: Series): string {
  const named = (state: AssertionRate['state']) =>
    assertions.filter((rate) => rate.state === state).map((rate) => rate.assertion);
  const [flaky, broken] = [named('flaky'), named('broken')];
  const said = [
    ...(stopped === null ? [] : [`Stopped early: ${stopped.detail}.`]),
    ...(broken.length > 0 ? [`Never passed: ${broken.join(', ')}.`] : []),
    ...(flaky.length > 0 ? [`Passed in some runs and not in others: ${flaky.join(', ')}.`] : []),
    ...(broken.length + flaky.length === 0 && assertions.length > 0
      ? [`Every assertion passed in each of the ${counted} runs.`]
      : []),
  ];
  return said.length > 0 ? said.join(' ') : 'Nothing was judged.';
}

function runLines({ runs }: Series): readonly string[] {
  return columns(
    runs.map((run) => [`  ${run.runId}`, run.notCounted ?? run.outcome, `exit code ${run.exitCode}`]),
  );
}
