import type { Instant } from '../units/instant.ts';
import { answerOf, dataOf, joinParts, toMilliseconds } from './answer.ts';
import { type AskOptions, ask } from './ask.ts';
import { prometheusAtUrl, type UrlOptions } from './at-url.ts';
import type { PromAnswer } from './decode.ts';
import { readScrapeConfig, type ScrapeConfig } from './scrape-config.ts';
import type { PrometheusServer } from './server.ts';
import { readTargets, type ScrapeTarget } from './targets.ts';

/** A door to one Prometheus. Every question throws `PrometheusError`. */
export interface PrometheusDoor {
  /** Where it is, as messages name it; without any secret. */
  readonly name: string;
  /**
   * Evaluates a query at one time, by default the server's own now. The samples of an instant vector carry the time of
   * evaluation, not of the scrape: ask for a range (`metric[30s]`) to get raw samples with their true stamps.
   */
  instantQuery(promql: string, options: AskOptions & { readonly at?: Instant }): Promise<PromAnswer>;
  /** Evaluates a query at each step; a range of more steps than a server allows (11,000) is asked in parts. */
  rangeQuery(promql: string, range: QueryRange, options: AskOptions): Promise<PromAnswer>;
  /** For each series of a selector, when Prometheus last got a sample: the value is that time, in milliseconds. */
  seriesTimestamps(selector: string, options: AskOptions): Promise<PromAnswer>;
  /** The targets that are scraped, and how the last scrape of each went. */
  targets(options: AskOptions): Promise<readonly ScrapeTarget[]>;
  /** Scrape intervals as configured. */
  config(options: AskOptions): Promise<ScrapeConfig>;
  /** Version of the server, for example `3.16.0`. */
  version(options: AskOptions): Promise<string>;
  /** Ends idle connections; the questions under way fail. */
  close(): Promise<void>;
}

/** A stretch of time and the distance of its points, milliseconds. */
export interface QueryRange {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
}

const MOST_STEPS = 11_000;

/** Makes a door to a Prometheus at a URL; sends nothing yet. */
export function openPrometheus(options: UrlOptions): PrometheusDoor {
  return doorTo(prometheusAtUrl(options));
}

/** Makes a door to a Prometheus by whichever way leads there; sends nothing yet. */
export function doorTo(server: PrometheusServer): PrometheusDoor {
  return {
    name: server.name,
    close: server.close,
    instantQuery: (promql, options) => instantQuery(server, promql, options),
    rangeQuery: (promql, range, options) => rangeQuery(server, promql, range, options),
    seriesTimestamps: async (selector, options) => {
      const answer = await instantQuery(server, `timestamp(${selector})`, options);
      return { ...answer, series: answer.series.map(toMilliseconds) };
    },
    targets: async (options) => {
      const raw = await ask(
        server,
        'targets',
        options,
        (driver) => driver.targets('active'),
        (config) => {
          // The library says `query=` where Prometheus reads `state=`.
          config.params = { state: 'active' };
        },
      );
      return readTargets(dataOf('targets', raw));
    },
    config: async (options) => {
      const raw = await ask(server, 'status/config', options, (driver) => driver.status());
      const { yaml } = dataOf('status/config', raw);
      return readScrapeConfig(typeof yaml === 'string' ? yaml : '');
    },
    version: async (options) => {
      const raw = await ask(server, 'status/buildinfo', options, (driver) => driver.statusBuildinfo());
      return String(dataOf('status/buildinfo', raw).version);
    },
  };
}

async function instantQuery(
  server: PrometheusServer,
  promql: string,
  options: AskOptions & { readonly at?: Instant },
): Promise<PromAnswer> {
  const what = `query ${promql}`;
  const { at } = options;
  const raw = await ask(
    server,
    what,
    options,
    (driver) => driver.instantQuery(promql, at),
    (config) => {
      // The library always sends this machine's clock; without a time, the server takes its own.
      if (at !== undefined) return;
      for (const parameters of [config.data, config.params])
        if (parameters instanceof URLSearchParams) parameters.delete('time');
    },
  );
  return answerOf(what, raw);
}

async function rangeQuery(
  server: PrometheusServer,
  promql: string,
  range: QueryRange,
  options: AskOptions,
): Promise<PromAnswer> {
  const what = `range query ${promql}`;
  const partMs = range.stepMs * (MOST_STEPS - 1);
  const parts: PromAnswer[] = [];
  for (let from = range.from; from <= range.to; from += partMs + range.stepMs) {
    const to = Math.min(range.to, from + partMs);
    const raw = await ask(server, what, options, (driver) =>
      driver.rangeQuery(promql, from, to, range.stepMs / 1000),
    );
    parts.push(answerOf(what, raw));
  }
  return joinParts(parts);
}
