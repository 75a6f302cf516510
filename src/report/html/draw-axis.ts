import { type Markup, markup } from '../markup.ts';
import type { Panel } from './panel.ts';
import { type Frame, yOf } from './plot.ts';

/** The highest value of a panel's axis: round, and with room for its levels as long as they do not flatten the curves. */
export function axisMax(panel: Panel): number {
  if (panel.max !== undefined) return panel.max;
  let highest = 0;
  for (const { curve } of panel.series) {
    for (const { value } of curve.points) if (value !== null && value > highest) highest = value;
  }
  // A level far above all values (maxReplicas 100) would press the curves flat; then it is left off the drawing.
  const levels = panel.levels
    .map((level) => level.value)
    .filter((value) => highest === 0 || value <= highest * 2.5);
  const needed = Math.max(highest, ...levels) * 1.05;
  return panel.whole ? 2 * Math.max(1, Math.ceil(needed / 2)) : niceCeiling(needed);
}

/** The smallest round number that is no less than a value and whose half is round too, for an axis of three marks. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((one) => one * power >= value * 0.9999) ?? 10;
  return step * power;
}

/** A value as an axis names it; below 1 one decimal would be too few. */
function axisFigure(value: number): string {
  return String(Number(value.toPrecision(2 + Math.max(0, Math.floor(Math.log10(value || 1))))));
}

/** Lines at the bottom, the middle and the top of a panel, with their values; a low panel has no middle. */
export function drawGrid(max: number, frame: Frame): Markup {
  const values = frame.bottom - frame.top < 40 ? [0] : [0, max / 2, max];
  return markup`${values.map((value) => {
    const y = yOf(value, max, frame);
    return markup`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/><text class="tick" x="${frame.left - 6}" y="${y + 4}" text-anchor="end">${axisFigure(value)}</text>`;
  })}`;
}
