/** A number as a reader wants it: whole from 100 on, else at most one decimal, below 1 two. */
export function figure(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : rounded(value, Math.abs(value) < 1 ? 100 : 10));
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
