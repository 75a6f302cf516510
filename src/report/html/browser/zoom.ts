import type { Span } from '../../curves/curve.ts';
import { isZoomed, type PageState } from './page-state.ts';
import { redraw } from './redraw.ts';

/** The shortest stretch that can be looked at, milliseconds. */
const SHORTEST = 1000;

/** Shows a stretch of the run, as far as it lies within the run, and keeps it in the address. */
export function zoomTo(page: PageState, wanted: Span): void {
  const { whole } = page;
  const length = Math.min(whole.to - whole.from, Math.max(SHORTEST, wanted.to - wanted.from));
  const from = Math.max(whole.from, Math.min(wanted.from, whole.to - length));
  page.view = { from, to: from + length };
  const tenth = (ms: number) => Math.round(ms / 100) / 10;
  const hash = isZoomed(page) ? `#t=${tenth(page.view.from)},${tenth(page.view.to)}` : ' ';
  history.replaceState(null, '', hash === ' ' ? location.pathname + location.search : hash);
  const reset = document.querySelector<HTMLButtonElement>('[data-zoom=all]');
  if (reset) reset.disabled = !isZoomed(page);
  redraw(page);
}

/** Zooms in (factor below 1) or out around a time. */
export function zoomAround(page: PageState, at: number, factor: number): void {
  const { from, to } = page.view;
  zoomTo(page, { from: at - (at - from) * factor, to: at + (to - at) * factor });
}

/** Moves the stretch by a share of its length. */
export function pan(page: PageState, share: number): void {
  const { from, to } = page.view;
  const by = (to - from) * share;
  zoomTo(page, { from: from + by, to: to + by });
}

/** The stretch that the address names; the whole run where it names none. */
export function viewOfAddress(whole: Span): Span {
  const [, from, to] = /^#t=(-?[\d.]+),(-?[\d.]+)$/.exec(location.hash) ?? [];
  if (from === undefined || to === undefined) return whole;
  return { from: Math.max(whole.from, Number(from) * 1000), to: Math.min(whole.to, Number(to) * 1000) };
}
