import { errorText } from '../errors/scaleproof-error.ts';
import { METRIC_PROFILES, profileOf } from '../metric/catalogue.ts';
import { POD_LABELS } from '../metric/pod-labels.ts';
import type { PodLabels } from '../metric/profile.ts';
import type { PromAnswer } from '../prometheus/decode.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { rawSelector } from '../sampling/gpu-from-prometheus.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Learned, learn } from './learn.ts';

/** A first question by port-forward may have to wait for its pod. */
const DEADLINE_MS = 10_000;
/** Of raw samples; Prometheus's own staleness, longer than any exporter's interval. */
const STRETCH_MS = 300_000;

/** So long after a series is there an adapter of a slow cluster has listed it, where the scenario's timing does not tell. */
const LISTED_MS = 180_000;

/** Label sets of series. */
export type Series = PromAnswer['series'];

/** What Prometheus has of GPU exporters. */
export interface SeriesFacts {
  /** Every series of any metric profile, now. */
  readonly series: Series;
  /** The same, as it was so long ago that an adapter must have listed it since. */
  readonly earlier: Series;
  /** By which labels series of the workload under test name its pods; asked only where it exists already. */
  readonly ofWorkload: readonly PodLabels[] | undefined;
  /** Scrape targets that look like an exporter's, and how they are. */
  readonly targets: string;
  /** Whether a scrape job honours the labels of what it scrapes; empty where the configuration is not shown. */
  readonly honours: ReadonlyMap<string, boolean>;
}

/** What is looked for. */
export interface SeriesQuestion {
  /** Series of the scenario's metric profile. */
  readonly name: string;
  readonly workload: { readonly namespace: string; readonly deployment: string } | undefined;
  /** After so long an adapter must have listed a series. */
  readonly listedAfterMs: number;
}

/** What a scenario wants of Prometheus. */
export function seriesQuestion({ existing, hpa, timing }: Scenario): SeriesQuestion {
  const { relistInterval, scrapeInterval } = timing;
  return {
    name: profileOf(hpa.metric.profile).series,
    workload: existing,
    // Twice the way from a series to a listed metric.
    listedAfterMs:
      relistInterval === undefined ? LISTED_MS : 2 * (relistInterval + (scrapeInterval ?? relistInterval)),
  };
}

type Options = { readonly timeoutMs: number; readonly signal: AbortSignal };

/** Asks Prometheus for the series of every GPU exporter that there is a metric profile of. */
export function readSeriesFacts(
  prometheus: PrometheusDoor,
  question: SeriesQuestion,
  signal: AbortSignal,
): Promise<Learned<SeriesFacts>> {
  const options = { timeoutMs: DEADLINE_MS, signal };
  const names = [...new Set(METRIC_PROFILES.map(({ series }) => series))];
  const selector = `{__name__=~"${names.join('|')}"}`;
  return learn(signal, async () => {
    const { series } = await prometheus.instantQuery(selector, options);
    const ago = `${Math.ceil(question.listedAfterMs / 1000)}s`;
    const earlier = await prometheus.instantQuery(`${selector} offset ${ago}`, options);
    const { workload } = question;
    const isThere = series.some(({ metric }) => metric === question.name);
    return {
      series,
      earlier: earlier.series,
      ofWorkload: workload && (await labelsOf(prometheus, question.name, workload, options)),
      targets: isThere ? '' : await describeTargets(prometheus, options),
      honours: await readHonours(prometheus, options),
    };
  });
}

async function labelsOf(
  prometheus: PrometheusDoor,
  name: string,
  workload: { readonly namespace: string; readonly deployment: string },
  options: Options,
): Promise<readonly PodLabels[]> {
  const answers = await Promise.all(
    POD_LABELS.map((names) =>
      prometheus.instantQuery(rawSelector(name, workload, names, STRETCH_MS), options),
    ),
  );
  return POD_LABELS.filter((_, index) => (answers[index]?.series.length ?? 0) > 0);
}

async function readHonours(
  prometheus: PrometheusDoor,
  options: Options,
): Promise<ReadonlyMap<string, boolean>> {
  try {
    const { jobs } = await prometheus.config(options);
    return new Map(jobs.map(({ name, honorLabels }) => [name, honorLabels]));
  } catch {
    options.signal.throwIfAborted();
    // A managed Prometheus does not show its configuration.
    return new Map();
  }
}

/** Where there are no series: how the targets are that should give them. */
async function describeTargets(prometheus: PrometheusDoor, options: Options): Promise<string> {
  try {
    const all = await prometheus.targets(options);
    const exporters = all.filter(({ job, url }) => /dcgm|gpu|xpu|exporter/i.test(`${job} ${url}`));
    if (exporters.length === 0) return `none of its ${all.length} targets looks like a GPU exporter`;
    return exporters
      .slice(0, 3)
      .map(({ url, health, lastError }) => `${url} is ${health}${lastError === '' ? '' : `: ${lastError}`}`)
      .join('; ');
  } catch (error) {
    options.signal.throwIfAborted();
    return `its targets are not known: ${errorText(error)}`;
  }
}
