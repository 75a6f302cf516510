import { parse } from 'yaml';
import { parseDuration } from '../units/duration.ts';
import { isObject } from './decode.ts';

/** How often Prometheus reads, as configured; milliseconds. */
export interface ScrapeConfig {
  readonly globalIntervalMs: number;
  readonly jobs: readonly ScrapeJob[];
}

/** One scrape job. */
export interface ScrapeJob {
  readonly name: string;
  readonly intervalMs: number;
  /** Whether the labels of the scraped series win over those of the target. */
  readonly honorLabels: boolean;
}

/** Prometheus's own default for `scrape_interval`. */
const DEFAULT_INTERVAL_MS = 60_000;

/** Reads the YAML of /api/v1/status/config; what it does not say has Prometheus's defaults. */
export function readScrapeConfig(yaml: string): ScrapeConfig {
  const config: unknown = parse(yaml);
  const global = isObject(config) && isObject(config.global) ? config.global : {};
  const globalIntervalMs = intervalOf(global.scrape_interval) ?? DEFAULT_INTERVAL_MS;
  const jobs = isObject(config) && Array.isArray(config.scrape_configs) ? config.scrape_configs : [];
  return {
    globalIntervalMs,
    jobs: jobs.filter(isObject).map((job) => ({
      name: String(job.job_name ?? ''),
      intervalMs: intervalOf(job.scrape_interval) ?? globalIntervalMs,
      honorLabels: job.honor_labels === true,
    })),
  };
}

function intervalOf(text: unknown): number | undefined {
  return typeof text === 'string' ? parseDuration(text) : undefined;
}
