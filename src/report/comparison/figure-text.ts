import type { ComparedFigure, Spread } from '../../quality/compare-figures.ts';
import type { FigureUnit } from '../../quality/figure.ts';
import { formatDuration } from '../../units/duration.ts';

const SUFFIX: Readonly<Record<Exclude<FigureUnit, 'ms'>, string>> = {
  replicas: '',
  changes: '',
  assertions: '',
  percent: ' %',
  'gpu-seconds': ' GPU-s',
};

/** A value in its unit; what never happened is `never`. */
export function valueText(value: number, unit: FigureUnit): string {
  if (value === Number.POSITIVE_INFINITY) return 'never';
  if (unit === 'ms') return formatDuration(value);
  return `${Math.round(value * 10) / 10}${SUFFIX[unit]}`;
}

/** A median with the lowest and highest run where they differ: `4.4s [4.1s .. 5s]`. */
export function spreadText(spread: Spread | null, unit: FigureUnit): string {
  if (spread === null) return '–';
  const [middle, low, high] = [spread.median, spread.low, spread.high].map((value) => valueText(value, unit));
  return low === high ? middle! : `${middle} [${low} .. ${high}]`;
}

/** The difference with its sign and, where there is a base to measure by, its share of it: `+0.9s (+20 %)`. */
export function differenceText({ difference, base, unit }: ComparedFigure): string {
  if (difference === null) return '–';
  if (difference === 0) return '0';
  const sign = difference < 0 ? '-' : '+';
  if (!Number.isFinite(difference)) return `${sign}∞`;
  const share =
    base && base.median > 0 ? ` (${sign}${Math.round((100 * Math.abs(difference)) / base.median)} %)` : '';
  return `${sign}${valueText(Math.abs(difference), unit)}${share}`;
}

/** How far a difference may go and say nothing. */
export function noiseText({ noise, unit }: ComparedFigure): string {
  return `±${valueText(noise, unit)}`;
}
