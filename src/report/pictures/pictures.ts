import { drawChart } from '../html/chart.ts';
import { CHART_SIZES } from '../html/drawing.ts';
import { eventLanes } from '../html/lanes.ts';
import type { Panel } from '../html/panel.ts';
import { chartPanels } from '../html/panels.ts';
import { type Markup, markup, rawMarkup } from '../markup.ts';
import { oncePerInput } from '../once-per-input.ts';
import type { ReportFile, ReportInput } from '../report.ts';
import { STATUS_MARK } from '../status-marks.ts';
import { summarize } from '../summary.ts';
import { visibleLine } from '../visible-text.ts';
import { PICTURE_STYLE, TONES } from './picture-style.ts';

/** The folder of the pictures in the run's folder. */
const FOLDER = 'pictures';
const WIDTH = 1080;
const HEAD_HEIGHT = 46;
const PADDING = 8;
const LONGEST_NAME = 70;
const LONGEST_HEADLINE = 165;

/** The run as SVG pictures for READMEs, chats and comments: `run.svg` with all charts, then one of each chart. */
export const reportPictures = oncePerInput((input): readonly ReportFile[] => {
  const panels = chartPanels(input);
  // The windows of the assertions belong under the whole, and would outweigh a single chart.
  const bare: ReportInput = { ...input, result: { ...input.result, verdicts: [] } };
  const run = picture(input, drawChart(input, panels, eventLanes(input), CHART_SIZES[0]!));
  const each = panels.map((panel) => ({
    path: `${FOLDER}/${fileName(panel)}.svg`,
    text: picture(input, drawChart(bare, [panel], [], CHART_SIZES[0]!)),
  }));
  return [{ path: `${FOLDER}/run.svg`, text: run }, ...each];
});

/** A panel's title as a file name: `Duty cycle per pod (5 pods)` is `duty-cycle-per-pod`. */
function fileName({ title }: Panel): string {
  return title
    .replace(/\(.*/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z]+/g, '-');
}

/** A chart of the page on paper of its own, with the verdict above it: a picture travels without its page. */
function picture(input: ReportInput, chart: Markup): string {
  const height = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(chart.markup)?.[1] ?? 0);
  const whole = HEAD_HEIGHT + height + PADDING;
  const inner = chart.markup.replace(
    '<svg ',
    `<svg x="0" y="${HEAD_HEIGHT}" width="${WIDTH}" height="${height}" `,
  );
  const page = markup`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${whole}" viewBox="0 0 ${WIDTH} ${whole}" role="img" aria-label="${altText(input)}">
<style>${rawMarkup(PICTURE_STYLE)}</style>
<rect class="paper" x="0" y="0" width="${WIDTH}" height="${whole}"/>
${head(input)}
${rawMarkup(inner)}</svg>
`;
  return page.markup;
}

/** What came out of which run, and that the GPUs are emulated where they are. */
function head(input: ReportInput): Markup {
  const { header, result } = input;
  const outcome = `${STATUS_MARK[result.outcome]} ${result.outcome.toUpperCase()}`;
  const about = `run ${result.runId} on ${result.target}${result.emulated ? ', emulated GPUs: says nothing of real capacity' : ''}`;
  return markup`<text class="head" x="12" y="20" fill="${TONES[result.outcome]}"><tspan style="fill:${TONES[result.outcome]}">${outcome}</tspan> ${cut(header.plan.scenario.name, LONGEST_NAME)}</text><text class="soft" x="${WIDTH - 12}" y="20" text-anchor="end">${cut(about, 100)}</text><text class="soft" x="12" y="38">${cut(summarize(input).headline, LONGEST_HEADLINE)}</text>`;
}

function altText(input: ReportInput): string {
  return cut(
    `${input.result.outcome}: ${input.header.plan.scenario.name}. ${summarize(input).headline}`,
    400,
  );
}

function cut(text: string, longest: number): string {
  const points = [...visibleLine(text)];
  return points.length <= longest ? points.join('') : `${points.slice(0, longest - 1).join('')}…`;
}
