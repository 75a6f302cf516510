import type { Curve, CurvePoint, Span } from '../curves/curve.ts';

/** A rectangle of the drawing in which values are plotted, in the drawing's own units. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Turns time to x within a frame; what lies outside the span is put on its edge. */
export function xOf(at: number, span: Span, frame: Pick<Frame, 'left' | 'right'>): number {
  const share = (Math.min(span.to, Math.max(span.from, at)) - span.from) / (span.to - span.from);
  return round(frame.left + share * (frame.right - frame.left));
}

/** Turns a value to y within a frame whose top is `max` and whose bottom is 0. */
export function yOf(value: number, max: number, frame: Pick<Frame, 'top' | 'bottom'>): number {
  const share = Math.min(1.02, Math.max(0, value / max));
  return round(frame.bottom - share * (frame.bottom - frame.top));
}

/** The path of a curve; a missing value lifts the pen, and a step holds its last value to the end of the span. */
export function pathOf(curve: Curve, max: number, span: Span, frame: Frame): string {
  let path = '';
  let pen: { readonly x: number; readonly y: number } | undefined;
  for (const { at, value } of cut(curve, span)) {
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

/** Each stretch of a path brought down to the base line. */
export function areaOf(path: string, frame: Frame): string {
  return path
    .split(/(?=M)/)
    .map((stretch) => `${stretch}V${frame.bottom}H${/^M([\d.]+)/.exec(stretch)?.[1] ?? frame.left}Z`)
    .join('');
}

/** The part of a curve that matters for a span: what falls into it, and one point on either side. */
export function near(curve: Curve, span: Span): Curve {
  const first = curve.points.findLastIndex((point) => point.at < span.from);
  const last = curve.points.findIndex((point) => point.at > span.to);
  const points = curve.points.slice(Math.max(0, first), last === -1 ? undefined : last + 1);
  return { shape: curve.shape, points };
}

/** The points of a curve that fall into a span, with what it has at the edges: a step holds, a line runs through. */
function cut(curve: Curve, span: Span): readonly CurvePoint[] {
  const { points } = near(curve, span);
  const within = points.filter((point) => point.at >= span.from && point.at <= span.to);
  const [before, after] = [points[0], points.at(-1)];
  const isBefore = before !== undefined && before.at < span.from;
  const isAfter = after !== undefined && after.at > span.to && curve.shape === 'line';
  const first = isBefore && edge(curve, before, points[1], span.from);
  const last = isAfter && edge(curve, points.at(-2), after, span.to);
  return [...(first ? [first] : []), ...within, ...(last ? [last] : [])];
}

function edge(
  { shape }: Curve,
  before: CurvePoint | undefined,
  after: CurvePoint | undefined,
  at: number,
): CurvePoint | undefined {
  if (before === undefined) return undefined;
  if (shape === 'step') return { at, value: before.value };
  if (after === undefined || before.value === null || after.value === null) return undefined;
  const share = (at - before.at) / (after.at - before.at);
  return { at, value: before.value + share * (after.value - before.value) };
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

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
