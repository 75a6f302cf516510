import { formatOffset } from '../../units/instant.ts';
import { type Markup, markup } from '../markup.ts';
import { type Drawing, type Drawn, seconds } from './drawing.ts';
import type { Lane } from './lanes.ts';
import { placeLabels } from './mark-labels.ts';
import { xOf } from './plot.ts';

const LANE_HEIGHT = 22;
const HEADING_HEIGHT = 20;

/** Draws rows of marks, one under the other. */
export function drawLanes(lanes: readonly Lane[], drawing: Drawing, top: number): Drawn<Markup> {
  if (lanes.length === 0) return { markup: markup``, height: 0 };
  const rows = lanes.map((lane, index) =>
    drawLane(lane, drawing, top + HEADING_HEIGHT + index * LANE_HEIGHT),
  );
  const heading = markup`<text class="panel-title" x="${drawing.size.left}" y="${top + 12}">Events</text>`;
  return {
    markup: markup`<g>${heading}${drawEarlier(lanes, drawing, top + 12)}${rows}</g>`,
    height: HEADING_HEIGHT + lanes.length * LANE_HEIGHT + 6,
  };
}

/** What lies before the chart: findings may name it, and it would not be found in a picture that begins later. */
function drawEarlier(lanes: readonly Lane[], { span, origin, size }: Drawing, y: number): Markup | false {
  const counts = lanes.flatMap(({ name, marks }) => {
    const earlier = marks.filter((mark) => mark.at < span.from);
    return earlier.length === 0 ? [] : [{ from: earlier[0]!.at, text: `${name} ${earlier.length}` }];
  });
  if (counts.length === 0) return false;
  const from = formatOffset(Math.min(...counts.map((one) => one.from)), origin);
  const words = `◂ before the chart, from ${from}: ${counts.map((one) => one.text).join(', ')}`;
  return markup`<text class="unit" x="${size.right}" y="${y}" text-anchor="end">${words}</text>`;
}

function drawLane(lane: Lane, drawing: Drawing, top: number): Markup {
  const { left, right } = drawing.size;
  const base = top + LANE_HEIGHT - 5;
  const seen = lane.marks.filter((mark) => mark.at >= drawing.span.from);
  const marks = seen.map((mark) => {
    const label = mark.label !== undefined && markup` data-label="${mark.label}"`;
    const x = xOf(mark.at, drawing.span, drawing.size);
    return markup`<path class="event ${mark.ink}" data-at="${seconds(mark.at, drawing)}"${label} transform="translate(${x} 0)" d="M0 ${base}v-12"><title>${mark.title} at ${formatOffset(mark.at, drawing.origin)}</title></path>`;
  });
  const wanted = seen.flatMap(({ at, label }) =>
    label === undefined ? [] : [{ x: xOf(at, drawing.span, drawing.size), text: label }],
  );
  const labels = placeLabels(wanted, left, right).map(
    ({ x, anchor, text }) =>
      markup`<text class="event-name" x="${x}" y="${base - 2}" text-anchor="${anchor}">${text}</text>`,
  );
  const words = `${lane.name}: ${seen.length} events; they are listed below the charts`;
  return markup`<g class="lane" role="img" aria-label="${words}" data-y="${base - 2}"><line class="grid" x1="${left}" x2="${right}" y1="${base}" y2="${base}"/><text class="tick" x="${left - 6}" y="${base - 2}" text-anchor="end">${lane.name}</text>${marks}${labels}</g>`;
}
