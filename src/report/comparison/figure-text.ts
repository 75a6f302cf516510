import type { ComparedFigure, Spread } from '../../quality/compare-figures.ts';
import type { FigureUnit } from '../../quality/figure.ts';
import { formatDuration } from '../../units/duration.ts';

const SUFFIX: Readonly<Record<Exclude<FigureUnit, 'ms'>, string>> = {
  replicas: '',
  changes: '',
  assertions: '',
  percent: ' %',
  'gpu-seconds': ' GPU-s',
  'pod-seconds': ' pod-s',
  price: '',
};

/** A value in its unit; what never happened is `never`. */
export function valueText(value: number, unit: FigureUnit): string {
  return withUnit(bareText(value, unit), unit);
}

/** A median with the lowest and highest run where they differ: `4.4s [4.1s .. 5s]`. */
export function spreadText(spread: Spread | null, unit: FigureUnit): string {
  if (spread === null) return '–';
  const [middle = '', low, high] = [spread.median, spread.low, spread.high].map((value) =>
    bareText(value, unit),
  );
  return withUnit(low === high ? middle : `${middle} [${low} .. ${high}]`, unit);
}

/** The difference with its sign and, where there is a base to measure by, its share of it: `+0.9s (+20 %)`. */
export function differenceText({ difference, base, unit }: ComparedFigure): string {
  if (difference === null) return '–';
  const sign = difference < 0 ? '-' : '+';
  if (!Number.isFinite(difference)) return `${sign}∞`;
  const size = valueText(Math.abs(difference), unit);
  if (size === valueText(0, unit)) return '0';
  const percent = base && base.median > 0 ? Math.round((100 * Math.abs(difference)) / base.median) : 0;
  return percent === 0 ? `${sign}${size}` : `${sign}${size} (${sign}${percent} %)`;
}

/** How far a difference may go and say nothing. */
export function noiseText({ noise, unit }: ComparedFigure): string {
  return `±${valueText(noise, unit)}`;
}

/** Durations choose their unit by their size; all else has one unit, written once. */
function bareText(value: number, unit: FigureUnit): string {
  if (value === Number.POSITIVE_INFINITY) return 'never';
  if (unit === 'price') return value.toFixed(4);
  return unit === 'ms' ? formatDuration(value) : `${Math.round(value * 10) / 10}`;
}

function withUnit(text: string, unit: FigureUnit): string {
  return unit === 'ms' || text === 'never' ? text : `${text}${SUFFIX[unit]}`;
}
