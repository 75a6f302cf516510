import type { Curve, Span } from '../../curves/curve.ts';
import type { PageData } from '../page-data.ts';

/** A curve with its name; times are milliseconds from the zero of the axis, as everywhere in the page's script. */
export interface NamedCurve extends Curve {
  readonly name: string;
  readonly ink: string;
}

/** A panel as the script knows it. */
export interface PanelState {
  readonly title: string;
  readonly series: readonly NamedCurve[];
  readonly heat?: PageData['panels'][number]['heat'];
}

/** What the page shows, and the part of it that the reader has zoomed into. */
export interface PageState {
  whole: Span;
  view: Span;
  panels: readonly PanelState[];
}

/** Reads the data that the page carries. */
export function readData(): Pick<PageState, 'whole' | 'panels'> {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
  return {
    whole: { from: data.from * 1000, to: data.to * 1000 },
    panels: data.panels.map(({ title, series, heat }) => ({
      title,
      series: series.map(({ name, ink, step, t, v }) => {
        let at = 0;
        const points = t.map((tenths, index) => {
          at += tenths * 100;
          return { at, value: v[index] ?? null };
        });
        return { name, ink, shape: step ? 'step' : 'line', points };
      }),
      ...(heat === undefined ? {} : { heat }),
    })),
  };
}

/** Whether the reader sees a part only. */
export function isZoomed({ whole, view }: PageState): boolean {
  return view.from > whole.from || view.to < whole.to;
}

/** The value of a curve at a time: the one that holds, or the nearest reading if there is one nearby. */
export function valueAt({ shape, points }: Curve, at: number, whole: Span): number | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  const before = points[low - 1];
  if (before === undefined) return null;
  if (shape === 'step') return before.value;
  const after = points[Math.min(low, points.length - 1)]!;
  const nearest = at - before.at <= after.at - at ? before : after;
  return Math.abs(nearest.at - at) <= Math.max(3000, (whole.to - whole.from) / 60) ? nearest.value : null;
}
