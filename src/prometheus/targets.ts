import { isObject } from './decode.ts';

/** One target that Prometheus scrapes. */
export interface ScrapeTarget {
  readonly job: string;
  readonly url: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Empty when the last scrape went well. */
  readonly lastError: string;
  /** Milliseconds since the Unix epoch; `undefined` before the first scrape. */
  readonly lastScrapeAt: number | undefined;
}

/** Reads the `data` of /api/v1/targets. */
export function readTargets(data: Readonly<Record<string, unknown>>): readonly ScrapeTarget[] {
  const active = Array.isArray(data.activeTargets) ? data.activeTargets : [];
  return active.filter(isObject).map((target) => {
    const lastScrapeAt = Date.parse(String(target.lastScrape));
    return {
      job: String(target.scrapePool ?? ''),
      url: String(target.scrapeUrl ?? ''),
      health: target.health === 'up' || target.health === 'down' ? target.health : 'unknown',
      lastError: String(target.lastError ?? ''),
      // Go's zero time stands for "never".
      lastScrapeAt: lastScrapeAt > 0 ? lastScrapeAt : undefined,
    };
  });
}
