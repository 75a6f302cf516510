import { gapsIn } from '../../sample/timeline.ts';
import { formatOffset } from '../../units/instant.ts';
import { figure } from '../figure.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { axisMax, drawGrid } from './draw-axis.ts';
import { drawHeat } from './draw-heat.ts';
import { type Drawing, seconds } from './drawing.ts';
import type { Deadline, Level, Panel, Series } from './panel.ts';
import { panelSentence } from './panel-sentence.ts';
import { areaOf, type Frame, pathOf, thin, xOf, yOf } from './plot.ts';
import { CHARACTER, GAP } from './text-width.ts';

/** Points of a curve that a drawing has room for. */
const DRAWN_POINTS = 700;
/** Two texts closer than this lie over each other. */
const LABEL_HEIGHT = 12;

/** Draws one panel with its axis, levels, gaps, curves and marks; `top` is where its plot begins, `index` its place. */
export function drawPanel(
  input: ReportInput,
  panel: Panel,
  index: number,
  drawing: Drawing,
  top: number,
): Markup {
  const { left, right } = drawing.size;
  const frame: Frame = { left, right, top, bottom: top + panel.height };
  const max = axisMax(panel);
  const curves = panel.heat
    ? drawHeat(panel.heat, drawing, frame)
    : markup`${panel.series.map((series, nth) => drawSeries(series, `${index}.${nth}`, max, drawing, frame))}`;
  return markup`<g class="panel" role="img" aria-label="${panelSentence(panel, drawing)}" data-panel="${index}" data-top="${frame.top}" data-bottom="${frame.bottom}" data-max="${max}">
${drawHeading(panel, drawing, frame)}${panel.heat ? '' : drawGrid(max, frame)}${drawGaps(input, panel, drawing, frame)}
${curves}
${drawLevels(panel.levels, max, drawing, frame)}${panel.deadlines.map((one, nth) => drawDeadline(one, nth, drawing, frame))}
${panel.marks.map((mark) => markup`<path class="mark ${mark.ink}" ${at(mark.at, drawing)} d="M0 ${frame.bottom - 9}v9"><title>${mark.title} at ${formatOffset(mark.at, drawing.origin)}</title></path>`)}
${drawEmpty(panel, drawing, frame)}
</g>
`;
}

/** Where a mark stands, for the eye and for the script that moves it when the reader zooms. */
function at(instant: number, drawing: Drawing): Markup {
  return markup`data-at="${seconds(instant, drawing)}" transform="translate(${xOf(instant, drawing.span, drawing.size)} 0)"`;
}

function drawHeading(panel: Panel, drawing: Drawing, frame: Frame): Markup {
  const y = frame.top - 8;
  const narrow = drawing.size.width < 600;
  const legend = panel.heat ? [] : panel.series.filter((series) => !series.quiet);
  let x = frame.right;
  const entries = legend.toReversed().map((series) => {
    x -= series.name.length * 6.3 + 26;
    return markup`<path class="curve ${series.ink}" d="M${x + 8} ${y - 4}h12"/><text class="legend" x="${x + 23}" y="${y}">${series.name}</text>`;
  });
  const unit = narrow ? '' : panel.unit;
  return markup`<text class="panel-title" x="${frame.left}" y="${y}">${panel.title} <tspan class="unit">${unit}</tspan></text>${entries}`;
}

function drawEmpty(panel: Panel, drawing: Drawing, frame: Frame): Markup | false {
  const hasValue = panel.series.some((series) => series.curve.points.some((point) => point.value !== null));
  if (hasValue) return false;
  const [from, to] = widerSide(drawing, frame);
  const [x, y] = [(from + to) / 2, (frame.top + frame.bottom) / 2 + 4];
  return markup`<text class="empty" x="${x}" y="${y}" text-anchor="middle">${panel.empty ?? 'no value was seen'}</text>`;
}

function drawGaps(input: ReportInput, panel: Panel, drawing: Drawing, frame: Frame): Markup {
  const gaps = gapsIn(input.timeline, [...panel.sources, 'runner'], drawing.span).slice(0, 200);
  return markup`${gaps.map((gap) => {
    const end = gap.to ?? drawing.span.to;
    const [from, to] = [xOf(gap.from, drawing.span, frame), xOf(end, drawing.span, frame)];
    return markup`<rect class="gap" data-from="${seconds(gap.from, drawing)}" data-to="${seconds(end, drawing)}" x="${from}" y="${frame.top}" width="${Math.max(1.5, to - from).toFixed(1)}" height="${frame.bottom - frame.top}" fill="url(#gap-${drawing.size.id})"><title>${gap.source} not observed from ${formatOffset(gap.from, drawing.origin)}: ${gap.reason}</title></rect>`;
  })}`;
}

function drawSeries(series: Series, id: string, max: number, drawing: Drawing, frame: Frame): Markup {
  const path = pathOf(thin(series.curve, DRAWN_POINTS), max, drawing.span, frame);
  if (path === '') return markup``;
  const area =
    series.filled &&
    markup`<path class="area ${series.ink}" data-series="${id}" d="${areaOf(path, frame)}"/>`;
  return markup`${area}<path class="curve ${series.ink}" data-series="${id}" d="${path}"><title>${series.name}</title></path>`;
}

function drawLevels(levels: readonly Level[], max: number, drawing: Drawing, frame: Frame): Markup {
  let lastY = Number.POSITIVE_INFINITY;
  const seen = levels.filter((level) => level.value <= max).toSorted((a, b) => a.value - b.value);
  const drawn = seen.map((level) => {
    const y = yOf(level.value, max, frame);
    const named = lastY - y >= LABEL_HEIGHT;
    if (named) lastY = y;
    return drawLevel(level, y, named, drawing, frame);
  });
  return markup`${drawn}`;
}

function drawLevel(level: Level, y: number, named: boolean, drawing: Drawing, frame: Frame): Markup {
  const text = `${level.name} ${figure(level.value)}`;
  const right = frame.right - 2;
  const line = loadEndX(drawing);
  // A text that the line of the load's end would cut stands before that line.
  const x = line > right - text.length * CHARACTER - GAP && line < right ? line - GAP : right;
  const name = markup`<text class="level-name" x="${x}" y="${y - 3}" text-anchor="end">${text}</text>`;
  return markup`<line class="level" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/>${named && name}`;
}

function drawDeadline({ at: instant, name }: Deadline, nth: number, drawing: Drawing, frame: Frame): Markup {
  if (instant < drawing.span.from || instant > drawing.span.to) return markup``;
  const text = `${name} ${formatOffset(instant, drawing.origin)}`;
  const leftwards = standsBefore(xOf(instant, drawing.span, frame), text, drawing, frame);
  return markup`<g class="deadline" ${at(instant, drawing)}><path d="M0 ${frame.top}V${frame.bottom}"/><text x="${leftwards ? -4 : 4}" y="${frame.top + 28 + (nth % 4) * 13}" text-anchor="${leftwards ? 'end' : 'start'}">${text}</text></g>`;
}

/** Whether a text beside a line stands before it: where there is room and the line of the load's end does not cut it. */
function standsBefore(x: number, text: string, drawing: Drawing, frame: Frame): boolean {
  const width = text.length * CHARACTER + GAP;
  const line = loadEndX(drawing);
  const costOf = (from: number, to: number) =>
    (from < frame.left || to > frame.right ? 2 : 0) + (line > from && line < to ? 1 : 0);
  const [before, behind] = [costOf(x - width, x), costOf(x, x + width)];
  return before === behind ? x > (frame.left + frame.right) / 2 : before < behind;
}

/** The longer of the stretches that the line of the load's end makes of a panel. */
function widerSide(drawing: Drawing, { left, right }: Frame): readonly [number, number] {
  const line = loadEndX(drawing);
  if (!Number.isFinite(line)) return [left, right];
  return line - left > right - line ? [left, line] : [line, right];
}

/** Where the load ended; infinitely far off where it did not. */
function loadEndX({ loadEnd, span, size }: Drawing): number {
  return loadEnd === undefined ? Number.POSITIVE_INFINITY : xOf(loadEnd, span, size);
}
