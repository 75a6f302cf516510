import type { MetricProfile } from '../metric/profile.ts';
import { profileRule } from '../workload/adapter/rules.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { Series, SeriesFacts } from './gpu-series.ts';
import type { Learned } from './learn.ts';
import { heldSeries, isShared, matchProfiles, type SeenProfile, seriesOfProfile } from './match-profiles.ts';

/** A Prometheus that was asked, and what it said. */
export interface AskedPrometheus {
  /** Where it is, as messages name it. */
  readonly name: string;
  readonly facts: Learned<SeriesFacts>;
}

/**
 * Whether Prometheus answers, has the series of the metric profile, and their labels name the pods that hold the GPUs. Where the
 * adapter asks another Prometheus, that one has to have them too, and it is its labels that count.
 */
export function checkSeries(
  asked: { readonly exporter: AskedPrometheus; readonly adapter?: AskedPrometheus },
  profile: MetricProfile,
  /** Whether a pod has held a GPU for long enough that its series must be there. */
  mustBeThere: boolean,
): readonly Check[] {
  const { exporter, adapter } = asked;
  const labels = (adapter ?? exporter).facts;
  return [
    ...checkOne(exporter, profile, adapter === undefined ? ONLY : OF_EXPORTER),
    ...(adapter === undefined ? [] : checkOne(adapter, profile, OF_ADAPTER)),
    ...(labels.known
      ? [checkLabels(profile, labels.value, mustBeThere), ...checkSharing(profile, labels.value)]
      : []),
  ];
}

/** How the checks of one Prometheus are named, and what to do where it lacks the series. */
interface Role {
  readonly answers: string;
  readonly series: string;
  readonly hop: 'exporter' | 'Prometheus';
  readonly who: string;
  readonly fix: (app: string) => string;
}

const ONLY: Role = {
  answers: 'prometheus-answers',
  series: 'exporter-series',
  hop: 'exporter',
  who: 'Prometheus',
  fix: (app) =>
    `deploy ${app}, and let this Prometheus scrape it (a ServiceMonitor that it selects, or a scrape job)`,
};
const OF_EXPORTER: Role = { ...ONLY, who: "the exporter's Prometheus" };
const OF_ADAPTER: Role = {
  answers: 'adapter-prometheus-answers',
  series: 'adapter-series',
  hop: 'Prometheus',
  who: "the adapter's Prometheus",
  fix: () =>
    "let it have what the exporter's Prometheus scrapes: federation, remote write or a query layer above both; or name in `prometheus.adapter` the one that --prometheus-url of the adapter names",
};

function checkOne({ name, facts }: AskedPrometheus, profile: MetricProfile, role: Role): readonly Check[] {
  const answers: Question = {
    id: role.answers,
    hop: 'Prometheus',
    wanted: `${role.who} answers at ${name}`,
  };
  if (!facts.known) {
    const fix = facts.hint ?? 'check --prometheus and --proxy; a run cannot start without an answer';
    return [missing(answers, { seen: facts.why, fix })];
  }
  return [found(answers, 'it does'), checkPresent(profile, facts.value, role)];
}

function checkPresent(profile: MetricProfile, facts: SeriesFacts, role: Role): Check {
  const question: Question = {
    id: role.series,
    hop: role.hop,
    wanted: `${role.who} has series ${profile.series}${profile.mig ? ' of MIG instances' : ''} of the GPU exporter`,
  };
  const own = seriesOfProfile(profile, facts.series);
  if (own.length > 0) return found(question, `${own.length} series`);
  const others = matchProfiles(facts);
  if (others.length === 0) {
    return missing(question, { seen: `none; ${facts.targets}`, fix: role.fix(profile.exporter.app) });
  }
  const seen = others.map((other) => `${other.series} series ${other.profile.series}`).join(', ');
  return missing(question, { seen: `none; it has ${seen}`, fix: others.map(useProfile).join('\nor ') });
}

/** What to write for a profile that a cluster has: the profile, its unit, and the rule with its labels. */
function useProfile({ profile, honorLabels }: SeenProfile): string {
  const unit = profile.unit === 'percent' ? 'percent, 0 to 100' : 'a ratio, 0 to 1 (20 % is 200m)';
  const rule = profileRule(profile, { honorLabels });
  return `use metric profile ${profile.name} (hpa.metric.profile, or --metric ${profile.name}); its unit is ${unit}, its adapter rule\n${rule}`;
}

const DCGM_FIX =
  'let the exporter map GPUs to pods (DCGM_EXPORTER_KUBERNETES=true and the pod-resources mount), and keep its labels with honorLabels: true or map exported_pod and exported_namespace in the adapter rule';

function checkLabels(
  profile: MetricProfile,
  { series, ofWorkload }: SeriesFacts,
  mustBeThere: boolean,
): Check {
  const own = seriesOfProfile(profile, series);
  const question: Question = {
    id: 'series-labels',
    hop: 'Prometheus',
    wanted: `series ${profile.series} carry the namespace and pod that hold the GPU`,
  };
  const shapes =
    ofWorkload ??
    heldSeries(own)
      .slice(0, 1)
      .map(({ names }) => names);
  if (shapes.length > 0) {
    const said = shapes.map(({ namespace, pod }) => `${namespace} and ${pod}`);
    return found(question, `they do, as ${said.join(' and as ')}`);
  }
  const whose = ofWorkload === undefined ? 'any pod' : 'the workload';
  const seen = `no series has the labels of ${whose}; labels are ${labelNames(own)}`;
  const { namespace, pod } = profile.printed;
  const fix =
    profile.exporter.kind === 'dcgm'
      ? DCGM_FIX
      : `let ${profile.exporter.app} say which pod holds which GPU, in ${namespace} and ${pod}; ${profile.traps[0]}`;
  if (mustBeThere) return missing(question, { seen, fix });
  return unknown(question, `${seen}; no pod has held a GPU for long enough to tell`, fix);
}

/** A GPU that pods share reads the same for each of them, which no rule can mend. */
function checkSharing(profile: MetricProfile, { series }: SeriesFacts): readonly Check[] {
  if (profile.sharedBy > 1 || !isShared(heldSeries(seriesOfProfile(profile, series)))) return [];
  const question: Question = {
    id: 'gpus-not-shared',
    hop: 'exporter',
    wanted: 'each GPU is held by one pod, so that its value is that of the pod',
  };
  return [
    missing(question, {
      seen: "several pods hold the same GPU, and each shows the whole device's value",
      fix: 'use metric profile time-slicing, with a target for the device and not for a pod',
      dooms: false,
    }),
  ];
}

function labelNames(series: Series): string {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return names.length === 0 ? 'none' : names.join(', ');
}
