import type { PageState } from './page-state.ts';
import { hideReadout, showReadout } from './readout.ts';
import { edgesOf, visibleCharts } from './redraw.ts';
import { pan, zoomAround, zoomTo } from './zoom.ts';

/** A shorter drag is a click, in pixels. */
const SHORTEST_DRAG = 6;

/** The time under a point of the screen. */
function timeAt(page: PageState, chart: SVGSVGElement, clientX: number): number {
  const box = chart.getBoundingClientRect();
  const { left, right } = edgesOf(chart);
  const x = ((clientX - box.left) * chart.viewBox.baseVal.width) / box.width;
  const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
  return page.view.from + share * (page.view.to - page.view.from);
}

function chartOf(event: Event): SVGSVGElement | null {
  return (event.target as Element).closest<SVGSVGElement>('svg.chart');
}

/** Pointer: move to read, drag to zoom in, double click for the whole run. */
export function listenToPointer(page: PageState, charts: HTMLElement): void {
  let drag: { readonly chart: SVGSVGElement; readonly x: number; readonly at: number } | undefined;
  charts.addEventListener('pointerdown', (event) => {
    const chart = chartOf(event);
    // On a touch screen a drag scrolls the page or moves the line; there the buttons zoom.
    if (chart === null || event.pointerType === 'touch' || event.button !== 0) return;
    drag = { chart, x: event.clientX, at: timeAt(page, chart, event.clientX) };
  });
  charts.addEventListener('pointermove', (event) => {
    const chart = drag?.chart ?? chartOf(event);
    if (chart === null) return;
    const at = timeAt(page, chart, event.clientX);
    if (drag) brush(page, chart, drag.at, at);
    showReadout(page, { at, clientX: event.clientX, clientY: event.clientY });
  });
  addEventListener('pointerup', (event) => {
    if (drag === undefined) return;
    const { chart, x, at } = drag;
    drag = undefined;
    chart.querySelector('.brush')?.setAttribute('visibility', 'hidden');
    if (Math.abs(event.clientX - x) < SHORTEST_DRAG) return;
    const other = timeAt(page, chart, event.clientX);
    zoomTo(page, { from: Math.min(at, other), to: Math.max(at, other) });
  });
  charts.addEventListener('pointerleave', hideReadout);
  charts.addEventListener('dblclick', () => zoomTo(page, page.whole));
}

function brush(page: PageState, chart: SVGSVGElement, from: number, to: number): void {
  const { left, right } = edgesOf(chart);
  const x = (at: number) => left + ((at - page.view.from) / (page.view.to - page.view.from)) * (right - left);
  const rect = chart.querySelector('.brush');
  rect?.setAttribute('x', String(x(Math.min(from, to))));
  rect?.setAttribute('width', String(x(Math.max(from, to)) - x(Math.min(from, to))));
  rect?.setAttribute('visibility', 'visible');
}

/** Wheel with Ctrl (a pinch on a touch pad) zooms; without it the page scrolls, unless the charts have the focus. */
export function listenToWheel(page: PageState, charts: HTMLElement): void {
  const wheel = (event: WheelEvent) => {
    const chart = chartOf(event);
    const focused = document.activeElement === charts;
    if (chart === null || !(event.ctrlKey || event.metaKey || focused)) return;
    const outermost = event.deltaY > 0 && page.view.to - page.view.from >= page.whole.to - page.whole.from;
    if (outermost && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomAround(page, timeAt(page, chart, event.clientX), event.deltaY > 0 ? 1.25 : 0.8);
  };
  charts.addEventListener('wheel', wheel, { passive: false });
}

/** Keys: arrows move the line and say the values, with Shift the stretch; + and - zoom around the line, 0 shows all. */
export function listenToKeys(page: PageState, charts: HTMLElement): void {
  let at = Number.NaN;
  const within = () => at >= page.view.from && at <= page.view.to;
  const moveTo = (wanted: number) => {
    at = Math.min(page.view.to, Math.max(page.view.from, wanted));
    const chart = visibleCharts()[0];
    if (chart === undefined) return;
    const box = chart.getBoundingClientRect();
    const { left, right } = edgesOf(chart);
    const x = left + ((at - page.view.from) / (page.view.to - page.view.from)) * (right - left);
    const clientX = box.left + (x * box.width) / chart.viewBox.baseVal.width;
    const said = showReadout(page, { at, clientX, clientY: Math.max(box.top, 0) + 120 });
    document.getElementById('readout')!.textContent = said;
  };
  const step = (direction: number) => {
    const { from, to } = page.view;
    moveTo(within() ? at + (direction * (to - from)) / 100 : direction > 0 ? from : to);
  };
  const center = () => (within() ? at : (page.view.from + page.view.to) / 2);
  const actions: Readonly<Record<string, (shift: boolean) => void>> = {
    ArrowLeft: (shift) => (shift ? pan(page, -0.2) : step(-1)),
    ArrowRight: (shift) => (shift ? pan(page, 0.2) : step(1)),
    Home: () => moveTo(page.view.from),
    End: () => moveTo(page.view.to),
    '+': () => zoomAround(page, center(), 0.7),
    '=': () => zoomAround(page, center(), 0.7),
    '-': () => zoomAround(page, center(), 1 / 0.7),
    '0': () => zoomTo(page, page.whole),
    Escape: hideReadout,
  };
  charts.addEventListener('keydown', (event) => {
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(event.shiftKey);
  });
  charts.addEventListener('blur', hideReadout);
}

/** Buttons, for those who have neither wheel nor keys. */
export function listenToButtons(page: PageState, bar: HTMLElement): void {
  const actions: Readonly<Record<string, () => void>> = {
    in: () => zoomAround(page, (page.view.from + page.view.to) / 2, 0.6),
    out: () => zoomAround(page, (page.view.from + page.view.to) / 2, 1 / 0.6),
    earlier: () => pan(page, -0.3),
    later: () => pan(page, 0.3),
    all: () => zoomTo(page, page.whole),
  };
  for (const button of bar.querySelectorAll<HTMLButtonElement>('button')) {
    button.addEventListener('click', () => actions[button.dataset.zoom ?? '']?.());
  }
  bar.hidden = false;
}
