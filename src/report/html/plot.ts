import type { Curve, CurvePoint, Span } from '../curves.ts';

/** A rectangle of the drawing in which values are plotted, in the drawing's own units. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Turns time to x within a frame. */
export function xOf(at: number, span: Span, frame: Pick<Frame, 'left' | 'right'>): number {
  const share = (Math.min(span.to, Math.max(span.from, at)) - span.from) / (span.to - span.from);
  return round(frame.left + share * (frame.right - frame.left));
}

/** Turns a value to y within a frame whose top is `max` and whose bottom is 0. */
export function yOf(value: number, max: number, frame: Pick<Frame, 'top' | 'bottom'>): number {
  const share = Math.min(1.02, Math.max(0, value / max));
  return round(frame.bottom - share * (frame.bottom - frame.top));
}

/** The smallest round number that is no less than a value and whose half is round too, for an axis of three marks. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((one) => one * power >= value * 0.9999) ?? 10;
  return step * power;
}

/** The path of a curve; a missing value lifts the pen, and a step holds its last value to the end of the span. */
export function pathOf(curve: Curve, max: number, span: Span, frame: Frame): string {
  let path = '';
  let pen: { readonly x: number; readonly y: number } | undefined;
  for (const { at, value } of inSpan(curve, span)) {
    const x = xOf(at, span, frame);
    if (value === null) {
      if (pen && curve.shape === 'step') path += `H${x}`;
      pen = undefined;
      continue;
    }
    const y = yOf(value, max, frame);
    if (!pen) path += `M${x} ${y}`;
    else path += curve.shape === 'step' ? `H${x}V${y}` : `L${x} ${y}`;
    pen = { x, y };
  }
  if (pen && curve.shape === 'step') path += `H${xOf(span.to, span, frame)}`;
  return path;
}

/** The points of a curve that fall into a span, begun by the value that a step holds when it begins. */
function inSpan(curve: Curve, span: Span): readonly CurvePoint[] {
  const within = curve.points.filter((point) => point.at >= span.from && point.at <= span.to);
  if (curve.shape === 'line') return within;
  const before = curve.points.findLast((point) => point.at < span.from);
  return before ? [{ at: span.from, value: before.value }, ...within] : within;
}

/**
 * The same curve in at most about `limit` points: steps lose repetitions, and where there are still too many, each
 * of `limit / 2` stretches keeps its lowest and its highest point, so that no peak is lost.
 */
export function thin(curve: Curve, limit: number): Curve {
  const points = curve.shape === 'step' ? withoutRepetitions(curve.points) : curve.points;
  if (points.length <= limit) return { ...curve, points };
  const size = Math.ceil(points.length / Math.max(1, Math.floor(limit / 2)));
  const kept: CurvePoint[] = [];
  for (let from = 0; from < points.length; from += size)
    kept.push(...extremes(points.slice(from, from + size)));
  return { ...curve, points: kept };
}

function extremes(points: readonly CurvePoint[]): readonly CurvePoint[] {
  let low = points[0]!;
  let high = points[0]!;
  for (const point of points) {
    if ((point.value ?? -1) < (low.value ?? -1)) low = point;
    if ((point.value ?? -1) > (high.value ?? -1)) high = point;
  }
  if (low === high) return [low];
  return low.at < high.at ? [low, high] : [high, low];
}

function withoutRepetitions(points: readonly CurvePoint[]): readonly CurvePoint[] {
  return points.filter((point, index) => index === 0 || point.value !== points[index - 1]!.value);
}

/** Times at which the axis has a mark: whole seconds in steps that leave room for their labels. */
export function timeTicks(span: Span, origin: number, atMost: number): readonly number[] {
  const seconds = (span.to - span.from) / 1000;
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
  const step = (steps.find((one) => seconds / one <= atMost) ?? 28_800) * 1000;
  const ticks: number[] = [];
  const first = Math.ceil((span.from - origin) / step) * step;
  for (let offset = first; origin + offset <= span.to; offset += step) ticks.push(offset === 0 ? 0 : offset);
  return ticks;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
