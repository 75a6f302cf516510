import { cellAt, readCells } from './heat-cells.ts';
import { type PageState, type PanelState, valueAt } from './page-state.ts';
import { edgesOf, visibleCharts } from './redraw.ts';

const MOST_CURVES = 8;
/** Messages of Kubernetes go on for lines; the whole of them stands on the mark itself. */
const LONGEST = 160;
/** How near to the line a mark is told, in units of the drawing. */
const REACH = 5;
/** Cells of the heat map by the picture that they were read from. */
const cellsOf = new Map<string, Uint8Array>();

/** Where the reader points: a time, and a place on the screen that the values are shown beside. */
export interface Pointing {
  readonly at: number;
  readonly clientX: number;
  readonly clientY: number;
}

/** Shows the values at a time beside the pointer, and the line through all panels. Returns them as text. */
export function showReadout(page: PageState, pointing: Pointing): string {
  for (const chart of visibleCharts()) {
    const { left, right } = edgesOf(chart);
    const x = left + ((pointing.at - page.view.from) / (page.view.to - page.view.from)) * (right - left);
    const cursor = chart.querySelector('.cursor');
    for (const name of ['x1', 'x2']) cursor?.setAttribute(name, String(x));
    cursor?.setAttribute('visibility', 'visible');
  }
  const time = `${pointing.at < 0 ? '−' : '+'}${(Math.abs(pointing.at) / 1000).toFixed(1)} s`;
  const head = document.createElement('b');
  head.textContent = time;
  const rows = page.panels.map((panel) => panelRows(page, panel, pointing)).filter((list) => list.length > 1);
  rows.push(markRows(pointing));
  const tip = tipElement();
  tip.replaceChildren(head, ...rows.flat());
  placeTip(tip, pointing);
  const said = rows.map((list) => list.map((one) => one.textContent).join(', '));
  return `${time}. ${said.join('; ')}`;
}

/** Takes values and line away. */
export function hideReadout(): void {
  tipElement().style.display = 'none';
  for (const cursor of document.querySelectorAll('.cursor')) cursor.setAttribute('visibility', 'hidden');
}

function panelRows(page: PageState, panel: PanelState, pointing: Pointing): readonly HTMLElement[] {
  const title = row(panel.title);
  title.className = 'head';
  const seen = panel.series.flatMap((curve) => {
    const value = valueAt(curve, pointing.at, page.whole);
    return value === null ? [] : [row(`${curve.name} ${value}`, curve.ink)];
  });
  const hidden = seen.length - MOST_CURVES;
  const more = hidden > 0 ? [row(`and ${hidden} more`)] : [];
  return [title, ...seen.slice(0, MOST_CURVES), ...more, ...heatRows(panel, pointing)];
}

/** What happened where the reader points, in words. */
function markRows({ at }: Pointing): readonly HTMLElement[] {
  const chart = visibleCharts()[0];
  if (chart === undefined) return [];
  const x = Number(chart.querySelector('.cursor')?.getAttribute('x1'));
  const near = [...chart.querySelectorAll<SVGElement>('[data-at]')].filter((mark) => {
    const there = Number(/translate\((\S+)/.exec(mark.getAttribute('transform') ?? '')?.[1]);
    return mark.getAttribute('visibility') !== 'hidden' && Math.abs(there - x) <= REACH;
  });
  const titles = near.flatMap((mark) => mark.querySelector('title')?.textContent ?? []);
  const gaps = [...chart.querySelectorAll<SVGElement>('.gap')].flatMap((gap) => {
    const blind = Number(gap.dataset.from) * 1000 <= at && at <= Number(gap.dataset.to) * 1000;
    return blind ? (gap.querySelector('title')?.textContent ?? []) : [];
  });
  const told = [...new Set([...titles, ...gaps])];
  const hidden = told.length - MOST_CURVES;
  return [
    ...told.slice(0, MOST_CURVES).map((text) => row(shortened(text))),
    ...(hidden > 0 ? [row(`and ${hidden} more`)] : []),
  ];
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** The pod whose row is pointed at. */
function heatRows({ heat }: PanelState, { at, clientY }: Pointing): readonly HTMLElement[] {
  if (heat === undefined) return [];
  const ground = visibleCharts()[0]?.querySelector('.heat-ground')?.getBoundingClientRect();
  const column = Math.floor(((at / 1000 - heat.from) / (heat.to - heat.from)) * heat.columns);
  if (ground === undefined || column < 0 || column >= heat.columns) return [];
  const index = Math.floor(((clientY - ground.top) / ground.height) * heat.names.length);
  const name = heat.names[index];
  if (name === undefined) return [];
  const href = document.getElementById('heat')?.getAttribute('href') ?? '';
  if (!cellsOf.has(href)) {
    cellsOf.clear();
    cellsOf.set(href, readCells(href));
  }
  const value = cellAt(cellsOf.get(href)!, heat.columns, index, column);
  return [row(`${name} ${value ?? 'not there'}`, 'cell')];
}

function row(text: string, ink?: string): HTMLElement {
  const made = document.createElement('div');
  if (ink !== undefined) {
    const dot = document.createElement('i');
    dot.className = ink;
    made.append(dot);
  }
  made.append(text);
  return made;
}

function tipElement(): HTMLElement {
  return document.getElementById('tip')!;
}

function placeTip(tip: HTMLElement, { clientX, clientY }: Pointing): void {
  tip.style.display = 'block';
  const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
  const room = clientX + 18 + wide < innerWidth;
  tip.style.left = `${Math.max(4, room ? clientX + 18 : clientX - 18 - wide)}px`;
  tip.style.top = `${Math.max(4, Math.min(clientY - high / 2, innerHeight - high - 4))}px`;
}
