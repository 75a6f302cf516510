import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { METRIC_PROFILES } from '../metric/catalogue.ts';
import type { MetricProfile } from '../metric/profile.ts';
import { profileRule } from '../workload/adapter/rules.ts';
import type { MetricsDiscovery } from './cluster-facts.ts';
import type { Learned } from './learn.ts';
import type { SeenProfile } from './match-profiles.ts';

/** The metric that a cluster can scale on, and how that is known. */
export interface MetricChoice {
  readonly profile: MetricProfile;
  readonly honorLabels: boolean;
  /** Its name in custom.metrics.k8s.io. */
  readonly metric: string;
  readonly why: readonly string[];
}

/** What the choice is made from. */
export interface ChoiceFacts {
  readonly seen: readonly SeenProfile[];
  readonly discovery: Learned<MetricsDiscovery>;
  /** Pods metrics of the HPA that exists already; `undefined` where the run applies its own. */
  readonly hpaMetrics: readonly string[] | undefined;
}

/** Chooses the one metric profile that fits; throws when none does or several do, and says what was seen. */
export function chooseMetric({ seen, discovery, hpaMetrics }: ChoiceFacts): MetricChoice {
  if (seen.length === 0) {
    const names = [...new Set(METRIC_PROFILES.map(({ series }) => series))].join(', ');
    throw refused(
      `Prometheus has no series of a GPU exporter that is known; looked for ${names}`,
      'let Prometheus scrape the exporter, or name the metric yourself in hpa.metric',
    );
  }
  const listed = discovery.known ? podMetrics(discovery.value) : [];
  const wanted = hpaMetrics ?? listed;
  const fitting = seen.map((one) => ({
    one,
    names: namesOf(one.profile).filter((name) => listed.includes(name) && wanted.includes(name)),
  }));
  const served = fitting.filter(({ names }) => names.length > 0);
  if (served.length === 1) return chosen(served[0]!.one, served[0]!.names);
  const left = served.length === 0 ? seen : served.map(({ one }) => one);
  if (left.length > 1) {
    const list = left.map(({ profile, why }) => `${profile.name}: ${why}`);
    throw refused(
      `several metric profiles fit this cluster:\n${list.join('\n')}`,
      `name one of them: ${left.map(({ profile }) => `--metric ${profile.name}`).join(' or ')}`,
    );
  }
  const only = left[0]!;
  const own = namesOf(only.profile).find((name) => hpaMetrics?.includes(name) ?? true);
  // An adapter lists a metric only once a series with a pod has been there for a while, and an idle cluster has none.
  if (only.lasting === 0 && own !== undefined) return chosen(only, [], own);
  throw unserved(only, discovery, listed, hpaMetrics);
}

function chosen(
  { profile, honorLabels, why }: SeenProfile,
  names: readonly string[],
  metric: string = names[0] ?? profile.metric,
): MetricChoice {
  const more = names.length > 1 ? ` (and ${names.slice(1).join(', ')})` : '';
  const served =
    names.length > 0
      ? `custom.metrics.k8s.io lists pods/${metric}${more}`
      : `custom.metrics.k8s.io lists nothing of it yet; pods/${metric} is what its rule would name it`;
  return { profile, honorLabels, metric, why: [why, served] };
}

function unserved(
  { profile, honorLabels, why }: SeenProfile,
  discovery: Learned<MetricsDiscovery>,
  listed: readonly string[],
  hpaMetrics: readonly string[] | undefined,
): ScaleproofError {
  const api = discovery.known
    ? `custom.metrics.k8s.io lists ${listed.length === 0 ? 'no metric of pods' : listed.slice(0, 8).join(', ')}`
    : `custom.metrics.k8s.io could not be asked: ${discovery.why}`;
  const hpa =
    hpaMetrics === undefined ? '' : `; the HPA scales on ${hpaMetrics.join(', ') || 'no Pods metric'}`;
  return refused(
    `profile ${profile.name} fits (${why}), but no metric is made of it: ${api}${hpa}`,
    `the adapter needs this rule:\n${profileRule(profile, { honorLabels })}`,
  );
}

function podMetrics({ names }: MetricsDiscovery): readonly string[] {
  return names.filter((name) => name.startsWith('pods/')).map((name) => name.slice('pods/'.length));
}

function namesOf({ metric, series, aliases }: MetricProfile): readonly string[] {
  return [...new Set([metric, series, ...aliases])];
}

function refused(message: string, hint: string): ScaleproofError {
  return new ScaleproofError('target-unavailable', `--metric auto: ${message}`, { hint });
}
