import { formatOffset } from '../../units/instant.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import type { Drawing } from './drawing.ts';
import type { Lane } from './lanes.ts';
import { xOf } from './plot.ts';

/** A part of the chart and how high it is. */
export interface Drawn {
  readonly markup: Markup;
  readonly height: number;
}

const LANE_HEIGHT = 22;
const WINDOW_HEIGHT = 18;
const HEADING_HEIGHT = 20;

/** Draws rows of marks, one under the other. */
export function drawLanes(lanes: readonly Lane[], drawing: Drawing, top: number): Drawn {
  if (lanes.length === 0) return { markup: markup``, height: 0 };
  const rows = lanes.map((lane, index) =>
    drawLane(lane, drawing, top + HEADING_HEIGHT + index * LANE_HEIGHT),
  );
  const heading = markup`<text class="panel-title" x="${drawing.size.left}" y="${top + 12}">Events</text>`;
  return {
    markup: markup`<g>${heading}${rows}</g>`,
    height: HEADING_HEIGHT + lanes.length * LANE_HEIGHT + 6,
  };
}

function drawLane(lane: Lane, drawing: Drawing, top: number): Markup {
  const { left, right } = drawing.size;
  const base = top + LANE_HEIGHT - 5;
  let labelledUpTo = left;
  const marks = lane.marks
    .filter((mark) => mark.at >= drawing.span.from)
    .map((mark) => {
      const x = xOf(mark.at, drawing.span, drawing.size);
      const wanted = mark.label !== undefined && x >= labelledUpTo;
      if (wanted) labelledUpTo = x + 10 + mark.label.length * 6.4;
      return markup`<path class="event ${mark.ink}" d="M${x} ${base}v-12"><title>${mark.title} at ${formatOffset(mark.at, drawing.origin)}</title></path>${wanted && markup`<text class="event-name" x="${x + 4}" y="${base - 2}">${mark.label}</text>`}`;
    });
  const name = drawing.size.width < 600 ? lane.name.slice(0, 6) : lane.name;
  return markup`<line class="grid" x1="${left}" x2="${right}" y1="${base}" y2="${base}"/><text class="tick" x="${left - 6}" y="${base - 2}" text-anchor="end">${name}</text>${marks}`;
}

/** Draws the stretch that each assertion looked at, in the colour of its verdict. */
export function drawWindows(input: ReportInput, drawing: Drawing, top: number): Drawn {
  const verdicts = input.result.verdicts.slice(0, 60);
  if (verdicts.length === 0) return { markup: markup``, height: 0 };
  const { left, right } = drawing.size;
  const rows = verdicts.map((verdict, index) => {
    const y = top + HEADING_HEIGHT + index * WINDOW_HEIGHT;
    const from = xOf(verdict.window.from, drawing.span, drawing.size);
    const to = xOf(verdict.window.to, drawing.span, drawing.size);
    const width = Math.max(3, to - from).toFixed(1);
    const textLeft = Math.min(from + 5, right - verdict.assertion.length * 6.4);
    return markup`<line class="grid" x1="${left}" x2="${right}" y1="${y + 15.5}" y2="${y + 15.5}"/><rect class="window ${verdict.status}" x="${from}" y="${y + 1}" width="${width}" height="13" rx="2"><title>${verdict.assertion} ${verdict.status}, from ${formatOffset(verdict.window.from, drawing.origin)} to ${formatOffset(verdict.window.to, drawing.origin)}</title></rect><text class="window-name" x="${textLeft.toFixed(1)}" y="${y + 11.5}">${verdict.assertion}</text>`;
  });
  const heading = markup`<text class="panel-title" x="${left}" y="${top + 12}">Where each assertion looked</text>`;
  return {
    markup: markup`<g>${heading}${rows}</g>`,
    height: HEADING_HEIGHT + verdicts.length * WINDOW_HEIGHT + 6,
  };
}
