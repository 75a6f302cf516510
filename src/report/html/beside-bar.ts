import { CHARACTER, GAP } from './text-width.ts';

/** Where a text stands that belongs to a bar. */
export interface BarText {
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/** Puts a text into its bar, else behind it, else before it, so that it never runs over an edge of the bar. */
export function besideBar(
  bar: { readonly from: number; readonly to: number },
  text: string,
  frame: { readonly left: number; readonly right: number },
): BarText {
  const width = text.length * CHARACTER;
  if (bar.from + GAP + width <= bar.to) return { x: bar.from + GAP, anchor: 'start' };
  if (bar.to + GAP + width <= frame.right) return { x: bar.to + GAP, anchor: 'start' };
  return bar.from - GAP - width >= frame.left
    ? { x: bar.from - GAP, anchor: 'end' }
    : { x: Math.max(frame.left, frame.right - width), anchor: 'start' };
}
