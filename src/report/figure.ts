/** A number as a reader wants it: whole from 100 on, else at most one decimal. */
export function figure(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
}
