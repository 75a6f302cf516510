import { gapsIn } from '../../sample/timeline.ts';
import { formatOffset } from '../../units/instant.ts';
import { figure } from '../figure.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import type { Drawing } from './drawing.ts';
import type { Deadline, Panel, Series } from './panels.ts';
import { type Frame, niceCeiling, pathOf, xOf, yOf } from './plot.ts';

/** Draws one panel with its axis, levels, gaps, curves and marks; `top` is where its plot begins. */
export function drawPanel(input: ReportInput, panel: Panel, drawing: Drawing, top: number): Markup {
  const frame: Frame = {
    left: drawing.size.left,
    right: drawing.size.right,
    top,
    bottom: top + panel.height,
  };
  const max = axisMax(panel);
  return markup`<g>
${drawHeading(panel, drawing, frame)}${drawGrid(max, frame)}${drawGaps(input, panel, drawing, frame)}
${panel.series.map((series) => drawSeries(series, max, drawing, frame))}
${panel.levels.map((level) => drawLevel(level, max, frame))}${(panel.deadlines ?? []).map((one, index) => drawDeadline(one, index, drawing, frame))}
${panel.marks.map((mark) => markup`<path class="mark ${mark.ink}" d="M${xOf(mark.at, drawing.span, frame)} ${frame.bottom - 9}v9"><title>${mark.title} at ${formatOffset(mark.at, drawing.origin)}</title></path>`)}
${panel.series.every((series) => series.curve.points.every((point) => point.value === null)) && markup`<text class="empty" x="${(frame.left + frame.right) / 2}" y="${(frame.top + frame.bottom) / 2 + 4}" text-anchor="middle">no value was seen</text>`}
</g>
`;
}

function axisMax(panel: Panel): number {
  if (panel.max !== undefined) return panel.max;
  const values = panel.series.flatMap((series) => series.curve.points.map((point) => point.value ?? 0));
  const highest = values.reduce((a, b) => Math.max(a, b), 0);
  // A level far above all values (maxReplicas 100) would press the curves flat; then it is left off the drawing.
  const levels = panel.levels
    .map((level) => level.value)
    .filter((value) => highest === 0 || value <= highest * 2.5);
  const needed = Math.max(highest, ...levels) * 1.05;
  return panel.whole ? 2 * Math.max(1, Math.ceil(needed / 2)) : niceCeiling(needed);
}

function drawHeading(panel: Panel, drawing: Drawing, frame: Frame): Markup {
  const y = frame.top - 8;
  const narrow = drawing.size.width < 600;
  const legend = panel.series.filter((series) => !series.quiet);
  let at = frame.right;
  const entries = legend.toReversed().map((series) => {
    at -= series.name.length * 6.3 + 26;
    return markup`<path class="curve ${series.ink}" d="M${at + 8} ${y - 4}h12"/><text class="legend" x="${at + 23}" y="${y}">${series.name}</text>`;
  });
  const unit = narrow ? '' : panel.unit;
  return markup`<text class="panel-title" x="${frame.left}" y="${y}">${panel.title} <tspan class="unit">${unit}</tspan></text>${entries}`;
}

function drawGrid(max: number, frame: Frame): Markup {
  const lines = [0, max / 2, max].map((value) => {
    const y = yOf(value, max, frame);
    return markup`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/><text class="tick" x="${frame.left - 6}" y="${y + 4}" text-anchor="end">${figure(value)}</text>`;
  });
  return markup`${lines}`;
}

function drawGaps(input: ReportInput, panel: Panel, drawing: Drawing, frame: Frame): Markup {
  const gaps = gapsIn(input.timeline, [...panel.sources, 'runner'], drawing.span).slice(0, 200);
  return markup`${gaps.map((gap) => {
    const from = xOf(gap.from, drawing.span, frame);
    const to = xOf(gap.to ?? drawing.span.to, drawing.span, frame);
    return markup`<rect class="gap" x="${from}" y="${frame.top}" width="${Math.max(1.5, to - from).toFixed(1)}" height="${frame.bottom - frame.top}" fill="url(#gap-${drawing.size.id})"><title>${gap.source} not observed from ${formatOffset(gap.from, drawing.origin)}: ${gap.reason}</title></rect>`;
  })}`;
}

function drawSeries(series: Series, max: number, drawing: Drawing, frame: Frame): Markup {
  const path = pathOf(series.curve, max, drawing.span, frame);
  if (path === '') return markup``;
  const area = series.filled && markup`<path class="area ${series.ink}" d="${closed(path, frame)}"/>`;
  return markup`${area}<path class="curve ${series.ink}" d="${path}"><title>${series.name}</title></path>`;
}

/** Each stretch of a path brought down to the base line. */
function closed(path: string, frame: Frame): string {
  return path
    .split(/(?=M)/)
    .map((stretch) => `${stretch}V${frame.bottom}H${/^M([\d.]+)/.exec(stretch)?.[1] ?? frame.left}Z`)
    .join('');
}

function drawLevel(level: Panel['levels'][number], max: number, frame: Frame): Markup {
  if (level.value > max) return markup``;
  const y = yOf(level.value, max, frame);
  return markup`<line class="level" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/><text class="level-name" x="${frame.right - 2}" y="${y - 3}" text-anchor="end">${level.name} ${figure(level.value)}</text>`;
}

function drawDeadline({ at, name }: Deadline, index: number, drawing: Drawing, frame: Frame): Markup {
  if (at < drawing.span.from || at > drawing.span.to) return markup``;
  const x = xOf(at, drawing.span, frame);
  const leftwards = x > (frame.left + frame.right) / 2;
  return markup`<line class="deadline" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.bottom}"/><text class="deadline-name" x="${leftwards ? x - 4 : x + 4}" y="${frame.top + 28 + (index % 4) * 13}" text-anchor="${leftwards ? 'end' : 'start'}">${name} ${formatOffset(at, drawing.origin)}</text>`;
}
