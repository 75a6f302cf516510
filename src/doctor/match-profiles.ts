import { METRIC_PROFILES } from '../metric/catalogue.ts';
import { podLabelsOn } from '../metric/pod-labels.ts';
import { type MetricProfile, type PodLabels, scrapedPodLabels } from '../metric/profile.ts';
import type { Series, SeriesFacts } from './gpu-series.ts';

/** A metric profile that a cluster's series fit, and how that is known. */
export interface SeenProfile {
  readonly profile: MetricProfile;
  /** As the labels show it, or as the scrape job says while no pod holds a GPU. */
  readonly honorLabels: boolean;
  /** How many series there are, and how many name a pod. */
  readonly series: number;
  readonly pods: number;
  /** How many of these were there for so long that an adapter must have listed a metric of them. */
  readonly lasting: number;
  readonly why: string;
}

/** A series that names the pod which holds its GPU. */
export interface HeldSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly names: PodLabels;
  readonly namespace: string;
  readonly pod: string;
}

/** The series of a profile: of MIG only those of instances, of whole GPUs all others. */
export function seriesOfProfile({ series, mig }: MetricProfile, all: Series): Series {
  return all.filter(
    ({ metric, labels }) => metric === series && (mig === undefined || Boolean(labels.GPU_I_ID)),
  );
}

/** Those that name a pod that is not an exporter's own. */
export function heldSeries(series: Series): readonly HeldSeries[] {
  return series.flatMap(({ labels }) => {
    const names = podLabelsOn(labels);
    if (names === undefined) return [];
    const held = { labels, names, namespace: labels[names.namespace]!, pod: labels[names.pod]! };
    return names.pod === 'pod' && isExporter(held.pod) ? [] : [held];
  });
}

/** Every profile that the series fit, each exporter's once. */
export function matchProfiles(
  facts: Pick<SeriesFacts, 'series' | 'earlier' | 'honours'>,
): readonly SeenProfile[] {
  return METRIC_PROFILES.flatMap((profile) => {
    const own = seriesOfProfile(profile, facts.series);
    const seen = own.length === 0 ? undefined : look(profile, own, facts);
    return seen === undefined || !isLikeliest(profile, own, seen) ? [] : [seen];
  });
}

/**
 * Whether pods share devices. Two pods on one device prove nothing: after a restart of Prometheus the series of a pod that has gone
 * is there for minutes yet.
 */
export function isShared(held: readonly HeldSeries[]): boolean {
  return held.some(({ labels }) => labels.vgpu);
}

function look(
  profile: MetricProfile,
  own: Series,
  { earlier, honours }: Pick<SeriesFacts, 'earlier' | 'honours'>,
): SeenProfile | undefined {
  const held = heldSeries(own);
  const before = new Set(heldSeries(seriesOfProfile(profile, earlier)).map(({ pod }) => pod));
  const lasting = held.filter(({ pod }) => before.has(pod)).length;
  const counts = { profile, series: own.length, pods: held.length, lasting };
  const names = held[0]?.names;
  if (names !== undefined) {
    const honorLabels = [true, false].find((honour) => scrapedPodLabels(profile, honour).pod === names.pod);
    if (honorLabels === undefined) return undefined;
    const isPlain = scrapedPodLabels(profile, !honorLabels).pod === names.pod;
    const why = `${own.length} series ${profile.series}, ${held.length} of them with the pod in ${names.pod}`;
    return { ...counts, honorLabels: isPlain ? profile.honorLabels : honorLabels, why };
  }
  const job = own[0]?.labels.job ?? '';
  const honour = honours.get(job);
  const told = honour === undefined ? '' : `, whose job ${job} has honor_labels ${honour}`;
  const why = `${own.length} series ${profile.series}${told}; none names a pod, because no pod holds a GPU or the exporter maps none`;
  return { ...counts, honorLabels: honour ?? profile.honorLabels, why };
}

/** Of the profiles with the same series only one fits: by sharing, by labels, and by the exporter's name. */
function isLikeliest(profile: MetricProfile, own: Series, seen: SeenProfile): boolean {
  const family = METRIC_PROFILES.filter(
    ({ series, mig }) => series === profile.series && mig === profile.mig,
  );
  if (family.length === 1) return true;
  if (isShared(heldSeries(own))) return profile.sharedBy > 1;
  if (profile.sharedBy > 1 || profile.honorLabels !== seen.honorLabels) return false;
  if (profile.honorLabels) return true;
  const named = family.filter(({ sharedBy, honorLabels }) => sharedBy === 1 && !honorLabels);
  // The longer name first: it contains the shorter.
  const apps = named.toSorted((a, b) => b.exporter.app.length - a.exporter.app.length);
  return (apps.find(({ exporter }) => isScrapedFrom(own, exporter.app)) ?? named[0])?.name === profile.name;
}

function isScrapedFrom(own: Series, app: string): boolean {
  return own.some(({ labels }) =>
    [labels.pod, labels.job, labels.service, labels.container].some((text) => text?.includes(app)),
  );
}

const EXPORTERS = [...new Set(METRIC_PROFILES.map(({ exporter }) => exporter.app))];

function isExporter(pod: string): boolean {
  return /dcgm|exporter|gpu-operator/i.test(pod) || EXPORTERS.some((app) => pod.includes(app));
}
