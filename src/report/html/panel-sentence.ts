import { formatOffset } from '../../units/instant.ts';
import type { Curve } from '../curves/curve.ts';
import { figure } from '../figure.ts';
import type { Drawing } from './drawing.ts';
import type { Panel } from './panel.ts';

const MOST_SERIES = 6;

/** A panel in words, for those who cannot see it: between which values each curve moved, and when it was highest. */
export function panelSentence(panel: Panel, { origin }: Pick<Drawing, 'origin'>): string {
  const told = panel.series.flatMap(({ name, curve }) => {
    const range = rangeOf(curve, origin);
    return range === undefined ? [] : [`${name} ${range}`];
  });
  const more = told.length > MOST_SERIES ? [`and ${told.length - MOST_SERIES} more curves`] : [];
  const levels = panel.levels.map(({ name, value }) => `${name} is ${figure(value)}`);
  const bounds = panel.deadlines.map(({ name, at }) => `${name} ${formatOffset(at, origin)}`);
  const all = [...told.slice(0, MOST_SERIES), ...more, ...levels, ...bounds];
  const words = told.length === 0 ? [panel.empty ?? 'no value was seen', ...levels, ...bounds] : all;
  return `${panel.title}, ${panel.unit}: ${words.join('; ')}.`;
}

function rangeOf({ points }: Curve, origin: number): string | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let when = origin;
  for (const { at, value } of points) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) [high, when] = [value, at];
  }
  if (high === Number.NEGATIVE_INFINITY) return undefined;
  if (low === high) return `always ${figure(low)}`;
  return `from ${figure(low)} to ${figure(high)}, highest at ${formatOffset(when, origin)}`;
}
