import { loadSpan } from '../../sample/timeline.ts';
import { type Span, span } from '../curves.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { visibleJson } from '../visible-text.ts';
import { drawLanes, drawWindows } from './draw-lanes.ts';
import { drawPanel } from './draw-panel.ts';
import type { ChartSize, Drawing } from './drawing.ts';
import type { Lane } from './lanes.ts';
import type { Panel } from './panels.ts';
import { timeTicks, xOf } from './plot.ts';

const BAND_HEIGHT = 18;
const AXIS_HEIGHT = 22;
const PANEL_GAP = 34;

/** All panels over one time axis as one SVG, with the stages as bands, gaps shaded and the assertions' windows below. */
export function drawChart(
  input: ReportInput,
  panels: readonly Panel[],
  marks: readonly Lane[],
  size: ChartSize,
): Markup {
  const time = span(input);
  const drawing: Drawing = {
    span: time,
    size,
    origin: loadSpan(input.timeline).start ?? input.timeline.startedAt,
  };
  let top = BAND_HEIGHT + PANEL_GAP - 8;
  const plotBottom = top + panels.reduce((sum, panel) => sum + panel.height + PANEL_GAP, 0) - PANEL_GAP;
  const parts: Markup[] = [drawTimeAxis(drawing, plotBottom)];
  for (const panel of panels) {
    parts.push(drawPanel(input, panel, drawing, top));
    top += panel.height + PANEL_GAP;
  }
  top = plotBottom + AXIS_HEIGHT + 10;
  const lanes = drawLanes(marks, drawing, top);
  const windows = drawWindows(input, drawing, top + lanes.height);
  const height = top + lanes.height + windows.height + 4;
  return markup`<svg class="chart ${size.id}" viewBox="0 0 ${size.width} ${height}" role="img" aria-label="The run over time" data-left="${size.left}" data-right="${size.right}">
<defs><pattern id="gap-${size.id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="7" class="gap-stripe"/></pattern></defs>
${drawStages(input, drawing, plotBottom)}
${parts}${lanes.markup}${windows.markup}
${drawLoadEnd(input, drawing, plotBottom)}${drawBlows(input, drawing, plotBottom)}
<line class="cursor" y1="${BAND_HEIGHT}" y2="${height}" visibility="hidden"/>
<rect class="touch" x="${size.left}" y="0" width="${size.right - size.left}" height="${height}"/>
</svg>
`;
}

function drawStages(input: ReportInput, drawing: Drawing, bottom: number): Markup {
  const { plan } = input.header;
  if (loadSpan(input.timeline).start === undefined) return markup``;
  const bands = plan.stages.map((stage, index) => {
    const [from, to] = [x(drawing, drawing.origin + stage.startMs), x(drawing, drawing.origin + stage.endMs)];
    const room = Math.floor((to - from - 6) / 6.2);
    const label =
      stage.name.length <= room ? stage.name : room > 3 ? `${stage.name.slice(0, room - 1)}…` : '';
    return markup`<rect class="stage s${index % 2}" x="${from}" y="0" width="${Math.max(0, to - from).toFixed(1)}" height="${bottom}"><title>stage ${stage.name}: ${stage.arrivals} images, up to ${stage.peakRate}/s</title></rect><text class="stage-name" x="${from + 4}" y="13">${label}</text>`;
  });
  return markup`${bands}`;
}

function drawLoadEnd(input: ReportInput, drawing: Drawing, bottom: number): Markup {
  const end = loadSpan(input.timeline).end;
  if (end === undefined) return markup``;
  const at = x(drawing, end);
  return markup`<line class="load-end" x1="${at}" x2="${at}" y1="0" y2="${bottom}"/><text class="stage-name" x="${at + 4}" y="13">load end</text>`;
}

/** Where a component went down or was struck: a line through all panels, for what it did may show in any. */
function drawBlows(input: ReportInput, drawing: Drawing, bottom: number): Markup {
  const blows = input.timeline
    .of('component')
    .filter((seen) => seen.change !== 'up' && seen.at >= drawing.span.from);
  return markup`${blows.slice(0, 50).map((seen) => {
    const at = x(drawing, seen.at);
    return markup`<line class="blow" x1="${at}" x2="${at}" y1="${BAND_HEIGHT}" y2="${bottom}"><title>${seen.component} ${seen.change}</title></line>`;
  })}`;
}

function drawTimeAxis(drawing: Drawing, bottom: number): Markup {
  const ticks = timeTicks(drawing.span, drawing.origin, drawing.size.ticks).map((offset) => {
    const at = x(drawing, drawing.origin + offset);
    return markup`<line class="grid" x1="${at}" x2="${at}" y1="${BAND_HEIGHT}" y2="${bottom + 4}"/><text class="tick" x="${at}" y="${bottom + 16}" text-anchor="middle">${tickLabel(offset)}</text>`;
  });
  return markup`<g>${ticks}</g>`;
}

function tickLabel(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / 1000;
  const sign = offsetMs < 0 ? '−' : '';
  if (seconds < 120) return `${sign}${seconds}s`;
  return `${sign}${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

function x(drawing: Drawing, at: number): number {
  return xOf(at, drawing.span, drawing.size);
}

/** What the page's script reads under the cursor: every curve as times (seconds from `origin`) and values. */
export function chartData(panels: readonly Panel[], time: Span, origin: number): string {
  const curves = panels.flatMap((panel) =>
    panel.series.map((series) => ({
      panel: panel.title.replace(/ \(.*/, ''),
      name: series.quiet ? shortName(series.name) : series.name,
      ink: series.ink,
      step: series.curve.shape === 'step',
      t: series.curve.points.map((point) => Math.round((point.at - origin) / 100) / 10),
      v: series.curve.points.map((point) =>
        point.value === null ? null : Number(point.value.toPrecision(4)),
      ),
    })),
  );
  const data = { from: (time.from - origin) / 1000, to: (time.to - origin) / 1000, curves };
  // Inside a script element only the end tag and comments matter; < as an escape keeps all of them out.
  return visibleJson(JSON.stringify(data)).replace(/</g, '\\u003c');
}

/** The last part of a pod's name, which tells it apart from its sisters. */
export function shortName(pod: string): string {
  const last = pod.split('-').at(-1) ?? pod;
  return last.length >= 3 ? last : pod;
}
