import type { Span } from '../curves/curve.ts';

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** Times at which the axis has a mark, milliseconds from `origin`: in round steps that leave room for their labels. */
export function timeTicks(span: Span, origin: number, atMost: number): readonly number[] {
  const seconds = (span.to - span.from) / 1000;
  const step = (STEPS.find((one) => seconds / one <= atMost) ?? 28_800) * 1000;
  const ticks: number[] = [];
  const first = Math.ceil((span.from - origin) / step - 1e-9) * step;
  for (let offset = first; origin + offset <= span.to; offset += step) {
    ticks.push(offset === 0 ? 0 : Math.round(offset));
  }
  return ticks;
}

/** On which side of its mark the text of a tick stands, so that it is not cut off at the end of the axis. */
export function tickAnchor(x: number, right: number): 'middle' | 'end' {
  return x > right - 16 ? 'end' : 'middle';
}

/** An offset from load start as the axis says it: `12s`, `0.5s`, `12:30`. */
export function tickLabel(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / 1000;
  const sign = offsetMs < 0 ? '−' : '';
  if (seconds < 120) return `${sign}${Math.round(seconds * 10) / 10}s`;
  const whole = Math.round(seconds);
  return `${sign}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
