import { type Curve, type Span, span } from '../curves/curve.ts';
import type { ReportInput } from '../report.ts';
import { visibleJson } from '../visible-text.ts';
import type { Panel, Series } from './panel.ts';
import { thin } from './plot.ts';

/** One curve as the page's script reads it. */
export interface CurveData {
  readonly name: string;
  readonly ink: string;
  readonly step: boolean;
  /** Times in tenths of a second: the first from the zero of the axis, each other from the one before. */
  readonly t: readonly number[];
  readonly v: readonly (number | null)[];
}

/** All that the page's script knows of a run; times in seconds from the zero of the axis, if not said otherwise. */
export interface PageData {
  readonly from: number;
  readonly to: number;
  readonly panels: readonly {
    readonly title: string;
    readonly series: readonly CurveData[];
    readonly heat?: {
      readonly columns: number;
      readonly names: readonly string[];
      readonly from: number;
      readonly to: number;
    };
  }[];
}

/** Points of a curve, one a second for an hour with a few to spare, and of all curves of a panel together. */
const POINTS = 4000;
const PANEL_POINTS = 60_000;

/** What the page's script reads under the cursor and draws from when the reader zooms, as JSON for a script element. */
export function pageData(input: ReportInput, panels: readonly Panel[], origin: number): string {
  const { from, to } = span(input);
  const data: PageData = {
    from: (from - origin) / 1000,
    to: (to - origin) / 1000,
    panels: panels.map((panel) => ({
      title: panel.title.replace(/ \(.*/, ''),
      series: panel.series.map((series) => curveData(series, panel.series.length, origin)),
      ...(panel.heat ? { heat: heatData(panel.heat.span, panel.heat, origin) } : {}),
    })),
  };
  // Inside a script element only the end tag and comments matter; < as an escape keeps all of them out.
  return visibleJson(JSON.stringify(data)).replace(/</g, '\\u003c');
}

function heatData(span: Span, { columns, names }: NonNullable<Panel['heat']>, origin: number) {
  const [from, to] = [(span.from - origin) / 1000, (span.to - origin) / 1000];
  return { columns, names: names.map(shortName), from, to };
}

function curveData(series: Series, sisters: number, origin: number): CurveData {
  const limit = Math.min(POINTS, Math.max(200, Math.floor(PANEL_POINTS / sisters)));
  const { shape, points } = thin(series.fine ?? series.curve, limit);
  const tenths = points.map((point) => Math.round((point.at - origin) / 100));
  return {
    name: series.quiet ? shortName(series.name) : series.name,
    ink: series.ink,
    step: shape === 'step',
    t: tenths.map((tenth, index) => tenth - (tenths[index - 1] ?? 0)),
    v: points.map((point) => shortNumber(point.value)),
  };
}

function shortNumber(value: Curve['points'][number]['value']): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

/** The last part of a pod's name, which tells it apart from its sisters. */
export function shortName(pod: string): string {
  const last = pod.split('-').at(-1) ?? pod;
  return last.length >= 3 ? last : pod;
}
