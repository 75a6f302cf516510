import type { Span } from '../../curves/curve.ts';
import { besideBar } from '../beside-bar.ts';
import { placeLabels } from '../mark-labels.ts';
import { areaOf, type Frame, near, pathOf, thin, xOf } from '../plot.ts';
import { placeNames } from '../stage-names.ts';
import { tickAnchor, tickLabel, timeTicks } from '../time-axis.ts';
import { isZoomed, type PageState } from './page-state.ts';

/** Points of a curve that a drawing has room for. */
const POINTS = 1400;

/** Left and right edge of the plots of a chart. */
export function edgesOf(chart: SVGSVGElement): { readonly left: number; readonly right: number } {
  return { left: Number(chart.dataset.left), right: Number(chart.dataset.right) };
}

/** The charts that can be seen: of the two sizes one is hidden. */
export function visibleCharts(): readonly SVGSVGElement[] {
  return [...document.querySelectorAll<SVGSVGElement>('svg.chart')].filter(
    (chart) => chart.getClientRects().length > 0,
  );
}

/** Draws every chart anew for the part that the reader has zoomed into. */
export function redraw(page: PageState): void {
  for (const chart of visibleCharts()) {
    for (const path of chart.querySelectorAll<SVGPathElement>('path[data-series]'))
      redrawCurve(page, chart, path);
    for (const mark of chart.querySelectorAll<SVGElement>('[data-at]')) moveMark(page.view, chart, mark);
    for (const one of chart.querySelectorAll<SVGElement>('[data-from]')) moveStretch(page.view, chart, one);
    nameStages(page.view, chart);
    for (const lane of chart.querySelectorAll<SVGGElement>('g.lane')) labelLane(chart, lane);
    redrawAxis(page.view, chart);
  }
}

function redrawCurve(page: PageState, chart: SVGSVGElement, path: SVGPathElement): void {
  // The page's own drawing comes back as it was: it is coarser than the data where the run is long.
  path.dataset.whole ??= path.getAttribute('d') ?? '';
  path.setAttribute('d', isZoomed(page) ? zoomedPath(page, chart, path) : path.dataset.whole);
}

function zoomedPath(page: PageState, chart: SVGSVGElement, path: SVGPathElement): string {
  const [panel = 0, series = 0] = (path.dataset.series ?? '').split('.').map(Number);
  const curve = page.panels[panel]?.series[series];
  const { top, bottom, max } = path.closest<SVGElement>('.panel')?.dataset ?? {};
  if (curve === undefined) return '';
  const frame: Frame = { ...edgesOf(chart), top: Number(top), bottom: Number(bottom) };
  const line = pathOf(thin(near(curve, page.view), POINTS), Number(max), page.view, frame);
  return line !== '' && path.classList.contains('area') ? areaOf(line, frame) : line;
}

function moveMark(view: Span, chart: SVGSVGElement, mark: SVGElement): void {
  const at = Number(mark.dataset.at) * 1000;
  mark.setAttribute('transform', `translate(${xOf(at, view, edgesOf(chart))} 0)`);
  mark.setAttribute('visibility', at >= view.from && at <= view.to ? 'visible' : 'hidden');
}

function moveStretch(view: Span, chart: SVGSVGElement, one: SVGElement): void {
  const [start, end] = [Number(one.dataset.from) * 1000, Number(one.dataset.to) * 1000];
  const edges = edgesOf(chart);
  const [from, to] = [xOf(start, view, edges), xOf(end, view, edges)];
  one.setAttribute('visibility', end > view.from && start < view.to ? 'visible' : 'hidden');
  if (one.classList.contains('heat')) {
    stretchHeat(view, edges, one, start, end);
  } else if (one.tagName === 'rect') {
    one.setAttribute('x', String(from));
    one.setAttribute('width', Math.max(1.5, to - from).toFixed(1));
  } else if (one.classList.contains('window-name')) {
    const { x, anchor } = besideBar({ from, to: Math.max(from + 3, to) }, one.textContent ?? '', edges);
    one.setAttribute('x', String(x));
    one.setAttribute('text-anchor', anchor);
  }
}

function nameStages(view: Span, chart: SVGSVGElement): void {
  const edges = edgesOf(chart);
  const names = [...chart.querySelectorAll<SVGElement>('.stage-name')].filter(
    (one) => one.getAttribute('visibility') !== 'hidden',
  );
  const wanted = names.map((one) => ({
    x: xOf(Number(one.dataset.from) * 1000, view, edges),
    text: one.dataset.label ?? '',
    moment: one.classList.contains('moment'),
  }));
  for (const [index, place] of placeNames(wanted, edges.right).entries()) {
    const one = names[index]!;
    one.textContent = place === undefined ? '' : wanted[index]!.text;
    if (place === undefined) continue;
    one.setAttribute('x', String(place.x));
    one.setAttribute('y', String(place.y));
    one.setAttribute('text-anchor', place.anchor);
  }
}

function stretchHeat(
  view: Span,
  { left, right }: { readonly left: number; readonly right: number },
  heat: SVGElement,
  start: number,
  end: number,
): void {
  const scale = (right - left) / (view.to - view.from);
  const [, y = '0', height = '0'] =
    /translate\(\S+ (\S+)\) scale\(\S+ (\S+)\)/.exec(heat.getAttribute('transform') ?? '') ?? [];
  const x = left + (start - view.from) * scale;
  heat.setAttribute('transform', `translate(${x} ${y}) scale(${(end - start) * scale} ${height})`);
}

function labelLane(chart: SVGSVGElement, lane: SVGGElement): void {
  const { left, right } = edgesOf(chart);
  const marks = [...lane.querySelectorAll<SVGElement>('[data-label]')].filter(
    (mark) => mark.getAttribute('visibility') !== 'hidden',
  );
  const wanted = marks.map((mark) => ({
    x: Number(/translate\((\S+)/.exec(mark.getAttribute('transform') ?? '')?.[1]),
    text: mark.dataset.label ?? '',
  }));
  for (const old of lane.querySelectorAll('.event-name')) old.remove();
  for (const { x, anchor, text } of placeLabels(wanted, left, right)) {
    lane.append(
      element('text', { class: 'event-name', x, y: lane.dataset.y ?? '', 'text-anchor': anchor }, text),
    );
  }
}

function redrawAxis(view: Span, chart: SVGSVGElement): void {
  const axis = chart.querySelector<SVGGElement>('.time-axis');
  const { top, bottom } = axis?.dataset ?? {};
  const parts = timeTicks(view, 0, Number(chart.dataset.ticks)).flatMap((offset) => {
    const x = xOf(offset, view, edgesOf(chart));
    return [
      element('path', { class: 'grid', d: `M${x} ${top}V${bottom}` }),
      element(
        'text',
        { class: 'tick', x, y: Number(bottom) + 12, 'text-anchor': tickAnchor(x, edgesOf(chart).right) },
        tickLabel(offset),
      ),
    ];
  });
  axis?.replaceChildren(...parts);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  // The name space is taken from the page: an address in it would look as if something were loaded.
  const svg = document.querySelector('svg')?.namespaceURI ?? null;
  const made = document.createElementNS(svg, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
