import type { Instant } from '../units/instant.ts';

/** A run's id: `<UTC yyyymmdd-hhmmss>-<4 hex>`; sorts by time, unique enough beside others of the same second. */
export function makeRunId(at: Instant, hex: string): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${hex.slice(0, 4)}`;
}
