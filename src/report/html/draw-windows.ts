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
  const { left, right } = drawing.size;
  const rows = verdicts.map((verdict, index) => {
    const y = top + HEADING_HEIGHT + index * WINDOW_HEIGHT;
    const from = xOf(verdict.window.from, drawing.span, drawing.size);
    const to = xOf(verdict.window.to, drawing.span, drawing.size);
    const width = Math.max(3, to - from).toFixed(1);
    const name = windowName(verdict, drawing);
    const text = besideBar({ from, to: from + Number(width) }, name, drawing.size);
    const stretch = markup`data-from="${seconds(verdict.window.from, drawing)}" data-to="${seconds(verdict.window.to, drawing)}"`;
    return markup`<line class="grid" x1="${left}" x2="${right}" y1="${y + 15.5}" y2="${y + 15.5}"/><rect class="window ${verdict.status}" ${stretch} x="${from}" y="${y + 1}" width="${width}" height="13" rx="2"><title>${verdict.assertion} ${verdict.status}, from ${formatOffset(verdict.window.from, drawing.origin)} to ${formatOffset(verdict.window.to, drawing.origin)}</title></rect><text class="window-name" ${stretch} x="${text.x.toFixed(1)}" y="${y + 11.5}" text-anchor="${text.anchor}">${name}</text>`;
  });
  const words = 'Where each assertion looked; the assertions below name the same stretches';
  return {
    markup: markup`<g role="img" aria-label="${words}"><text class="panel-title" x="${left}" y="${top + 12}">Where each assertion looked</text>${rows}</g>`,
    height: HEADING_HEIGHT + verdicts.length * WINDOW_HEIGHT + 6,
  };
}

/** A window that lies before the chart is a stub at its edge: then its times say where it really is. */
function windowName({ assertion, window }: Verdict, { span, origin }: Drawing): string {
  if (window.to >= span.from) return assertion;
  return `◂ ${assertion}: ${formatOffset(window.from, origin)} to ${formatOffset(window.to, origin)}`;
}
