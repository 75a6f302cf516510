import { loadSpan } from '../../sample/timeline.ts';
import { span } from '../curves/curve.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { drawLanes } from './draw-lanes.ts';
import { drawPanel } from './draw-panel.ts';
import { drawWindows } from './draw-windows.ts';
import { type ChartSize, type Drawing, seconds } from './drawing.ts';
import type { Lane } from './lanes.ts';
import type { Panel } from './panel.ts';
import { xOf } from './plot.ts';
import { NAMES_HEIGHT, placeNames } from './stage-names.ts';
import { tickAnchor, tickLabel, timeTicks } from './time-axis.ts';

const AXIS_HEIGHT = 22;
const PANEL_GAP = 34;

/** All panels over one time axis as one SVG, with the stages as bands, gaps shaded and the assertions' windows below. */
export function drawChart(
  input: ReportInput,
  panels: readonly Panel[],
  lanes: readonly Lane[],
  size: ChartSize,
): Markup {
  const origin = loadSpan(input.timeline).start ?? input.timeline.startedAt;
  const { end } = loadSpan(input.timeline);
  const drawing: Drawing = { span: span(input), size, origin, ...(end !== undefined && { loadEnd: end }) };
  let top = NAMES_HEIGHT + PANEL_GAP - 12;
  const plotBottom = top + panels.reduce((sum, panel) => sum + panel.height + PANEL_GAP, 0) - PANEL_GAP;
  const parts: Markup[] = [drawTimeAxis(drawing, plotBottom)];
  for (const [index, panel] of panels.entries()) {
    parts.push(drawPanel(input, panel, index, drawing, top));
    top += panel.height + PANEL_GAP;
  }
  top = plotBottom + AXIS_HEIGHT + 10;
  const events = drawLanes(lanes, drawing, top);
  const windows = drawWindows(input, drawing, top + events.height);
  const height = top + events.height + windows.height + 4;
  return markup`<svg class="chart ${size.id}" viewBox="0 0 ${size.width} ${height}" role="group" aria-label="The run over time" data-left="${size.left}" data-right="${size.right}" data-ticks="${size.ticks}">
<defs><pattern id="gap-${size.id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="7" class="gap-stripe"/></pattern></defs>
${drawStages(input, drawing, plotBottom)}${drawLoadEnd(drawing, plotBottom)}${drawBlows(input, drawing, plotBottom)}
${drawNames(input, drawing)}${parts}${events.markup}${windows.markup}
<rect class="brush" y="${NAMES_HEIGHT}" height="${plotBottom - NAMES_HEIGHT}" visibility="hidden"/>
<line class="cursor" y1="${NAMES_HEIGHT}" y2="${height}" visibility="hidden"/>
<rect class="touch" x="${size.left}" y="0" width="${size.right - size.left}" height="${height}"/>
</svg>
`;
}

function drawStages(input: ReportInput, drawing: Drawing, bottom: number): Markup {
  const { plan } = input.header;
  if (loadSpan(input.timeline).start === undefined) return markup``;
  const bands = plan.stages.map((stage, index) => {
    const [start, end] = [drawing.origin + stage.startMs, drawing.origin + stage.endMs];
    const [from, to] = [x(drawing, start), x(drawing, end)];
    return markup`<rect class="stage s${index % 2}" data-from="${seconds(start, drawing)}" data-to="${seconds(end, drawing)}" x="${from}" y="0" width="${Math.max(0, to - from).toFixed(1)}" height="${bottom}"><title>stage ${stage.name}: ${stage.arrivals} images, up to ${stage.peakRate}/s</title></rect>`;
  });
  return markup`${bands}`;
}

/** The names of the stages and of the load's end, above the charts. */
function drawNames(input: ReportInput, drawing: Drawing): Markup {
  const { stages } = input.header.plan;
  if (loadSpan(input.timeline).start === undefined) return markup``;
  const named = stages.map(({ name, startMs, endMs }) => {
    return { text: name, from: drawing.origin + startMs, to: drawing.origin + endMs, moment: false };
  });
  const { loadEnd } = drawing;
  if (loadEnd !== undefined) named.push({ text: 'load end', from: loadEnd, to: loadEnd, moment: true });
  const wanted = named.map(({ text, from, moment }) => ({ text, x: x(drawing, from), moment }));
  const placed = placeNames(wanted, drawing.size.right);
  return markup`${named.map(({ text, from, to, moment }, index) => {
    const place = placed[index] ?? { x: 0, y: 0, anchor: 'start' };
    return markup`<text class="stage-name${moment && ' moment'}" data-from="${seconds(from, drawing)}" data-to="${seconds(to, drawing)}" data-label="${text}" x="${place.x}" y="${place.y}" text-anchor="${place.anchor}">${placed[index] && text}</text>`;
  })}`;
}

/** Drawn before the panels, so that their texts, which have a rim, stand out against it. */
function drawLoadEnd(drawing: Drawing, bottom: number): Markup {
  const { loadEnd } = drawing;
  if (loadEnd === undefined) return markup``;
  return markup`<path class="load-end" data-at="${seconds(loadEnd, drawing)}" transform="translate(${x(drawing, loadEnd)} 0)" d="M0 0V${bottom}"/>`;
}

/** Where a component went down or was struck: a line through all panels, for what it did may show in any. */
function drawBlows(input: ReportInput, drawing: Drawing, bottom: number): Markup {
  const blows = input.timeline
    .of('component')
    .filter((seen) => seen.change !== 'up' && seen.at >= drawing.span.from);
  return markup`${blows.slice(0, 50).map((seen) => {
    return markup`<path class="blow" data-at="${seconds(seen.at, drawing)}" transform="translate(${x(drawing, seen.at)} 0)" d="M0 ${NAMES_HEIGHT}V${bottom}"><title>${seen.component} ${seen.change}</title></path>`;
  })}`;
}

function drawTimeAxis(drawing: Drawing, bottom: number): Markup {
  const ticks = timeTicks(drawing.span, drawing.origin, drawing.size.ticks).map((offset) => {
    const at = x(drawing, drawing.origin + offset);
    return markup`<path class="grid" d="M${at} ${NAMES_HEIGHT}V${bottom + 4}"/><text class="tick" x="${at}" y="${bottom + 16}" text-anchor="${tickAnchor(at, drawing.size.right)}">${tickLabel(offset)}</text>`;
  });
  return markup`<g class="time-axis" data-top="${NAMES_HEIGHT}" data-bottom="${bottom + 4}">${ticks}</g>`;
}

function x(drawing: Drawing, at: number): number {
  return xOf(at, drawing.span, drawing.size);
}
