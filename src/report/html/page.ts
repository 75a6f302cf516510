import { loadSpan } from '../../sample/timeline.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import { span } from '../curves/curve.ts';
import { type Markup, markup, rawMarkup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { summarize } from '../summary.ts';
import { auditSection } from './audit-section.ts';
import { drawChart } from './chart.ts';
import { configSection } from './config-section.ts';
import { CHART_SIZES } from './drawing.ts';
import { REPORT_SCRIPT } from './generated/scripts.ts';
import { glanceSection } from './glance-section.ts';
import { eventLanes } from './lanes.ts';
import { loadSection } from './load-section.ts';
import { pageData } from './page-data.ts';
import { chartPanels } from './panels.ts';
import type { RunState } from './run-state.ts';
import { scalingSection } from './scaling-section.ts';
import { assertionsSection, findingsSection, headSection, hopsSection } from './sections.ts';
import { STYLE } from './style.ts';
import { valuesSection } from './values-section.ts';

/** A part of the page: what the element with this id holds. */
export interface PagePart {
  readonly id: string;
  readonly content: Markup;
}

/** Every part of a run's page, in order; `data` is what the page's script reads. */
export function pageParts(input: ReportInput, state: RunState = 'finished'): readonly PagePart[] {
  const { result, timeline, audit } = input;
  const summary = summarize(input);
  const panels = chartPanels(input);
  const lanes = eventLanes(input);
  const loadEnd = loadSpan(timeline).end ?? summary.origin;
  const broken = result.verdicts.find((verdict) => verdict.brokenHop)?.brokenHop;
  const passed = result.outcome === 'passed';
  const findings = findingsSection(result.findings, timesNote(input, summary.origin));
  return [
    { id: 'head', content: headSection(input, summary, state) },
    { id: 'glance', content: glanceSection(input, state) },
    { id: 'found', content: passed ? markup`` : findings },
    { id: 'charts', content: markup`${CHART_SIZES.map((size) => drawChart(input, panels, lanes, size))}` },
    { id: 'values', content: valuesSection(input, panels, summary.origin) },
    { id: 'scaling', content: scalingSection(input, summary.origin) },
    {
      id: 'hops',
      content: markup`${hopsSection('From load start to the first answer of a new pod', result.timeline, summary.origin, { broken })}
${hopsSection('From load end to the last pod gone', summary.scaleIn, loadEnd, { broken, note: `; times count from load end, ${formatOffset(loadEnd, summary.origin)}` })}`,
    },
    { id: 'assertions', content: assertionsSection(result.verdicts, summary.origin, state) },
    { id: 'causes', content: passed ? findings : markup`` },
    { id: 'audit', content: auditSection(audit, summary.origin) },
    { id: 'load', content: loadSection(result.load) },
    { id: 'setup', content: configSection(input) },
    { id: 'data', content: rawMarkup(pageData(input, panels, summary.origin)) },
  ];
}

/** Where the times of evidence are to be found that lie before the charts. */
function timesNote(input: ReportInput, origin: Instant): string {
  const { from } = span(input);
  if (input.timeline.startedAt >= from) return '';
  return `Times count from load start. The charts begin at ${formatOffset(from, origin)}; what is earlier, from ${formatOffset(input.timeline.startedAt, origin)} on, came while the target was brought up and lies left of them.`;
}

/** What a page is called, what it may load, and what it does beside the report's own script. */
export interface PageFrame {
  readonly title: string;
  /** Content security policy beyond the page's own styles and scripts. */
  readonly policy?: string;
  readonly script?: string;
  /** Goes before the scripts. */
  readonly extra?: Markup;
  readonly footer: string;
}

/** Nothing may be loaded from anywhere: the page is one file and opens without a network. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

const ZOOM: readonly (readonly [does: string, sign: string, name: string])[] = [
  ['in', '+', 'Zoom in'],
  ['out', '−', 'Zoom out'],
  ['earlier', '◀', 'Earlier'],
  ['later', '▶', 'Later'],
  ['all', 'Whole run', ''],
];

const SIGNS: readonly (readonly [kind: string, words: string])[] = [
  ['stage-sample', 'every other stage of the load'],
  ['load-end-sample', 'load end'],
  ['gap-sample', 'not observed'],
  ['deadline-sample', 'bound of an assertion'],
  ['level-sample', 'target, min or max'],
  ['tick-sample up', 'size raised, pod ready'],
  ['tick-sample down', 'size lowered, pod told to end'],
  ['tick-sample created', 'pod created'],
  ['tick-sample gone', 'pod gone'],
  ['tick-sample fault', 'fault'],
  ['tick-sample warning', 'warning event'],
];

/** The charts with their controls and what the signs in them mean. */
function chartCard(part: (id: string) => Markup): Markup {
  const buttons = ZOOM.map(
    ([does, sign, name]) =>
      markup`<button type="button" data-zoom="${does}"${name !== '' && markup` aria-label="${name}" title="${name}"`}>${sign}</button>`,
  );
  return markup`<div class="over"><h2>The run over time <span class="soft">seconds from load start</span></h2>
<div class="zoom" role="group" aria-label="Zoom of the time axis" hidden><span class="soft">drag, Ctrl + wheel, or keys</span>${buttons}</div></div>
<section class="card chart-card"><div class="charts" tabindex="0" role="group" aria-label="Charts. Arrow keys read the values, with Shift they move the stretch shown; plus and minus zoom, 0 shows the whole run.">
${part('charts')}</div><p id="readout" class="unseen" aria-live="polite"></p>
<p class="soft legend-note">${SIGNS.map(([kind, words]) => markup`<span><i class="${kind}"></i> ${words}</span> `)}</p>
${part('values')}</section>
`;
}

/** Puts parts together to a page: the verdict first, then the run on one time axis, then all that the verdict rests on. */
export function wholePage(parts: readonly PagePart[], frame: PageFrame): string {
  const part = (id: string) => {
    const content = parts.find((one) => one.id === id)?.content ?? markup``;
    return markup`<div id="${id}">${content}</div>\n`;
  };
  const data = parts.find((one) => one.id === 'data')?.content ?? rawMarkup('{}');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}${frame.policy && `; ${frame.policy}`}">
<meta name="generator" content="scaleproof">
<link rel="icon" href="data:,">
<title>${frame.title}</title>
<style>${rawMarkup(STYLE)}</style>
</head>
<body>
<main>
${part('head')}${part('glance')}${part('found')}
${parts.length > 1 && chartCard(part)}${['scaling', 'hops', 'assertions', 'causes', 'audit', 'load', 'setup'].map(part)}
<footer>${frame.footer}</footer>
</main>
<div id="tip"></div>
${frame.extra}<script type="application/json" id="data">${data}</script>
<script>${rawMarkup(REPORT_SCRIPT)}</script>
${frame.script !== undefined && markup`<script>${rawMarkup(frame.script)}</script>\n`}</body>
</html>
`.markup;
}
