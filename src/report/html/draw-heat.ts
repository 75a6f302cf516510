import { type Markup, markup } from '../markup.ts';
import { type Drawing, seconds } from './drawing.ts';
import type { HeatMap } from './heat-map.ts';
import { type Frame, xOf } from './plot.ts';

/**
 * Draws a heat map. Both sizes of the chart share one picture, which the wide one holds: it is by far the biggest
 * thing on the page.
 */
export function drawHeat(heat: HeatMap, drawing: Drawing, frame: Frame): Markup {
  const { span, size } = drawing;
  const [from, to] = [xOf(heat.span.from, span, frame), xOf(heat.span.to, span, frame)];
  const picture =
    size.id === 'wide' &&
    markup`<defs><image id="heat" width="1" height="1" preserveAspectRatio="none" href="${heat.picture}"/></defs>`;
  const height = frame.bottom - frame.top;
  return markup`${picture}<rect class="heat-ground" x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${height}"/><g clip-path="url(#heat-frame-${size.id})"><clipPath id="heat-frame-${size.id}"><rect x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${height}"/></clipPath><g class="heat" data-from="${seconds(heat.span.from, drawing)}" data-to="${seconds(heat.span.to, drawing)}" transform="translate(${from} ${frame.top}) scale(${(to - from).toFixed(1)} ${height})"><use href="#heat"/></g></g>
<text class="tick" x="${frame.left - 6}" y="${frame.top + 10}" text-anchor="end">first</text><text class="tick" x="${frame.left - 6}" y="${frame.bottom}" text-anchor="end">last</text>${scale(frame)}`;
}

/** What the colours mean. */
function scale(frame: Frame): Markup {
  const y = frame.top - 17;
  const left = frame.right - 132;
  const steps = Array.from(
    { length: 10 },
    (_, index) =>
      markup`<rect x="${left + index * 6}" y="${y}" width="6" height="9" fill="rgb(109 76 205 / ${Math.round(10 + 10 * index)}%)"/>`,
  );
  return markup`<g class="legend"><text x="${left - 4}" y="${y + 9}" text-anchor="end">0</text>${steps}<text x="${left + 64}" y="${y + 9}">100 % busy</text></g>`;
}
