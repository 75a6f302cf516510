import { formatOffset } from '../../units/instant.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { besideBar } from './beside-bar.ts';
import { type Drawing, type Drawn, seconds } from './drawing.ts';
import { xOf } from './plot.ts';

const WINDOW_HEIGHT = 18;
const HEADING_HEIGHT = 20;
const MOST_WINDOWS = 60;

/** Draws the stretch that each assertion looked at, in the colour of its verdict. */
export function drawWindows(input: ReportInput, drawing: Drawing, top: number): Drawn<Markup> {
  const verdicts = input.result.verdicts.slice(0, MOST_WINDOWS);
  if (verdicts.length === 0) return { markup: markup``, height: 0 };
  const { left } = drawing.size;
  const rows = verdicts.map((verdict, index) =>
    drawWindow(verdict, drawing, top + HEADING_HEIGHT + index * WINDOW_HEIGHT),
  );
  const words = 'Where each assertion looked; the assertions below name the same stretches';
  return {
    markup: markup`<g role="img" aria-label="${words}"><text class="panel-title" x="${left}" y="${top + 12}">Where each assertion looked</text>${rows}</g>`,
    height: HEADING_HEIGHT + verdicts.length * WINDOW_HEIGHT + 6,
  };
}

function drawWindow({ assertion, status, window }: Verdict, drawing: Drawing, y: number): Markup {
  const { left, right } = drawing.size;
  const line = markup`<line class="grid" x1="${left}" x2="${right}" y1="${y + 15.5}" y2="${y + 15.5}"/>`;
  const times = `${formatOffset(window.from, drawing.origin)} to ${formatOffset(window.to, drawing.origin)}`;
  // Nothing of it can be drawn: then it is told where it lies.
  if (window.to < drawing.span.from) {
    return markup`${line}<text class="window-name" x="${left}" y="${y + 11.5}">◂ ${assertion}, ${status}: ${times}</text>`;
  }
  const from = xOf(window.from, drawing.span, drawing.size);
  const width = Math.max(3, xOf(window.to, drawing.span, drawing.size) - from).toFixed(1);
  const text = besideBar({ from, to: from + Number(width) }, assertion, drawing.size);
  const stretch = markup`data-from="${seconds(window.from, drawing)}" data-to="${seconds(window.to, drawing)}"`;
  return markup`${line}<rect class="window ${status}" ${stretch} x="${from}" y="${y + 1}" width="${width}" height="13" rx="2"><title>${assertion} ${status}, from ${times}</title></rect><text class="window-name" ${stretch} x="${text.x.toFixed(1)}" y="${y + 11.5}" text-anchor="${text.anchor}">${assertion}</text>`;
}
