import { GPU_UTIL } from '../sampling/what-to-sample.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { Learned } from './learn.ts';
import type { SeriesFacts } from './series-facts.ts';

/** A Prometheus that was asked, and what it said. */
export interface AskedPrometheus {
  /** Where it is, as messages name it. */
  readonly name: string;
  readonly facts: Learned<SeriesFacts>;
}

/**
 * Whether Prometheus answers, has the exporter's series, and their labels name the pods that hold the GPUs. Where the
 * adapter asks another Prometheus, that one has to have them too, and it is its labels that count.
 */
export function checkSeries(
  asked: { readonly exporter: AskedPrometheus; readonly adapter?: AskedPrometheus },
  /** Whether a pod has held a GPU for long enough that its series must be there. */
  mustBeThere: boolean,
): readonly Check[] {
  const { exporter, adapter } = asked;
  const labels = (adapter ?? exporter).facts;
  return [
    ...checkOne(exporter, adapter === undefined ? ONLY : OF_EXPORTER),
    ...(adapter === undefined ? [] : checkOne(adapter, OF_ADAPTER)),
    ...(labels.known ? [checkLabels(labels.value, mustBeThere)] : []),
  ];
}

/** How the checks of one Prometheus are named, and what to do where it lacks the series. */
interface Role {
  readonly answers: string;
  readonly series: string;
  readonly hop: 'exporter' | 'Prometheus';
  readonly who: string;
  readonly fix: string;
}

const ONLY: Role = {
  answers: 'prometheus-answers',
  series: 'exporter-series',
  hop: 'exporter',
  who: 'Prometheus',
  fix: 'deploy dcgm-exporter, and let this Prometheus scrape it (a ServiceMonitor that it selects, or a scrape job)',
};
const OF_EXPORTER: Role = { ...ONLY, who: "the exporter's Prometheus" };
const OF_ADAPTER: Role = {
  answers: 'adapter-prometheus-answers',
  series: 'adapter-series',
  hop: 'Prometheus',
  who: "the adapter's Prometheus",
  fix: "let it have what the exporter's Prometheus scrapes: federation, remote write or a query layer above both; or name in `prometheus.adapter` the one that --prometheus-url of the adapter names",
};

function checkOne({ name, facts }: AskedPrometheus, role: Role): readonly Check[] {
  const answers: Question = {
    id: role.answers,
    hop: 'Prometheus',
    wanted: `${role.who} answers at ${name}`,
  };
  if (!facts.known) {
    const fix = facts.hint ?? 'check --prometheus and --proxy; a run cannot start without an answer';
    return [missing(answers, { seen: facts.why, fix })];
  }
  return [found(answers, 'it does'), checkPresent(facts.value, role)];
}

function checkPresent({ series, targets }: SeriesFacts, { series: id, hop, who, fix }: Role): Check {
  const question: Question = { id, hop, wanted: `${who} has series ${GPU_UTIL} of the GPU exporter` };
  if (series.length > 0) return found(question, `${series.length} series`);
  return missing(question, { seen: `none; ${targets}`, fix });
}

const LABELS_FIX =
  'let the exporter map GPUs to pods (DCGM_EXPORTER_KUBERNETES=true and the pod-resources mount), and keep its labels with honorLabels: true or map exported_pod and exported_namespace in the adapter rule';

function checkLabels({ series, ofWorkload }: SeriesFacts, mustBeThere: boolean): Check {
  const question: Question = {
    id: 'series-labels',
    hop: 'Prometheus',
    wanted: `series ${GPU_UTIL} carry the namespace and pod that hold the GPU`,
  };
  const shapes = ofWorkload ?? shapesSeen(series);
  if (shapes.length > 0)
    return found(question, `they do, as ${shapes.map((shape) => LABEL_NAMES[shape]).join(' and as ')}`);
  const whose = ofWorkload === undefined ? 'any pod' : 'the workload';
  const seen = `no series has the labels of ${whose}; labels are ${labelNames(series)}`;
  if (mustBeThere) return missing(question, { seen, fix: LABELS_FIX });
  return unknown(question, `${seen}; no pod has held a GPU for long enough to tell`, LABELS_FIX);
}

const LABEL_NAMES = {
  honoured: 'namespace and pod',
  exported: 'exported_namespace and exported_pod',
} as const;

/** Which shapes of labels some series have; a `pod` that is the exporter's own does not count. */
function shapesSeen(series: SeriesFacts['series']): readonly ('honoured' | 'exported')[] {
  const exported = series.some(({ labels }) => labels.exported_pod && labels.exported_namespace);
  if (exported) return ['exported'];
  const own = /dcgm|exporter|gpu-operator/i;
  const honoured = series.some(({ labels }) => labels.namespace && labels.pod && !own.test(labels.pod));
  return honoured ? ['honoured'] : [];
}

function labelNames(series: SeriesFacts['series']): string {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return names.length === 0 ? 'none' : names.join(', ');
}
