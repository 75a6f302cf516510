import { loadSpan } from '../../sample/timeline.ts';
import { span } from '../curves.ts';
import { markup, rawMarkup } from '../markup.ts';
import type { ReportFile, ReportInput } from '../report.ts';
import { summarize } from '../summary.ts';
import { auditSection } from './audit-section.ts';
import { chartData, drawChart } from './chart.ts';
import { configSection } from './config-section.ts';
import { CHART_SIZES } from './drawing.ts';
import { eventLanes } from './lanes.ts';
import { chartPanels } from './panels.ts';
import { SCRIPT } from './script.ts';
import { assertionsSection, findingsSection, headSection, hopsSection, loadSection } from './sections.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded from anywhere: the page is one file and opens without a network. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** `report.html`: the verdict first, then the run on one time axis, then all that the verdict rests on. */
export function reportHtml(input: ReportInput): readonly ReportFile[] {
  const { header, result, timeline, audit } = input;
  const summary = summarize(input);
  const panels = chartPanels(input);
  const lanes = eventLanes(input, audit);
  const loadEnd = loadSpan(timeline).end ?? summary.origin;
  const broken = result.verdicts.find((verdict) => verdict.brokenHop)?.brokenHop;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="scaleproof">
<link rel="icon" href="data:,">
<title>${result.outcome}: ${header.plan.scenario.name} ${result.runId}</title>
<style>${rawMarkup(STYLE)}</style>
</head>
<body>
<main>
${headSection(input, summary)}
${result.outcome !== 'passed' && findingsSection(result.findings)}
<h2>The run over time <span class="soft">seconds from load start</span></h2>
<section class="card chart-card">
${CHART_SIZES.map((size) => drawChart(input, panels, lanes, size))}</section>
${hopsSection('From load start to the first answer of a new pod', result.timeline, summary.origin, broken)}
${hopsSection('From load end to the last pod gone', summary.scaleIn, loadEnd, broken)}
${assertionsSection(result.verdicts, summary.origin)}
${result.outcome === 'passed' && findingsSection(result.findings)}
${auditSection(audit, summary.origin)}
${loadSection(result.load)}
${configSection(input)}
<footer>Made by scaleproof from the record of run ${result.runId}; the same record gives the same bytes.</footer>
</main>
<div id="tip"></div>
<script type="application/json" id="data">${rawMarkup(chartData(panels, span(input), summary.origin))}</script>
<script>${rawMarkup(SCRIPT)}</script>
</body>
</html>
`;
  return [{ path: 'report.html', text: page.markup }];
}
