/** A point in time: milliseconds since the Unix epoch, fractional, taken from one monotonic clock per process. */
export type Instant = number;

/** Formats an instant as ISO 8601 in UTC with milliseconds. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** Formats the distance from `origin` to `at` as `+12.3s` (or `-0.4s`). */
export function formatOffset(at: Instant, origin: Instant): string {
  const seconds = (at - origin) / 1000;
  return `${seconds < 0 ? '-' : '+'}${Math.abs(seconds).toFixed(1)}s`;
}
