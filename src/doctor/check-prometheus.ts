import { errorText } from '../errors/scaleproof-error.ts';
import type { PromAnswer } from '../prometheus/decode.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { rawSelector } from '../sampling/gpu-from-prometheus.ts';
import { GPU_UTIL } from '../sampling/what-to-sample.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import { type Learned, learn } from './learn.ts';

/** A first question by port-forward may have to wait for its pod. */
const DEADLINE_MS = 10_000;
/** Of raw samples; Prometheus's own staleness, longer than any exporter's interval. */
const STRETCH_MS = 300_000;

/** What Prometheus has of the exporter. */
export interface SeriesFacts {
  /** Label sets of the series now; one for each GPU. */
  readonly series: PromAnswer['series'];
  /** Of the workload under test, in either shape of labels; asked only where it exists already. */
  readonly ofWorkload: readonly ('honoured' | 'exported')[] | undefined;
  /** Scrape targets that look like the exporter's, and how they are. */
  readonly targets: string;
}

/** Asks Prometheus for the exporter's series. */
export function readSeriesFacts(
  prometheus: PrometheusDoor,
  workload: { readonly namespace: string; readonly deployment: string } | undefined,
  signal: AbortSignal,
): Promise<Learned<SeriesFacts>> {
  const options = { timeoutMs: DEADLINE_MS, signal };
  return learn(signal, async () => {
    const { series } = await prometheus.instantQuery(GPU_UTIL, options);
    const ofWorkload = workload && (await shapesOf(prometheus, workload, options));
    return {
      series,
      ofWorkload,
      targets: series.length > 0 ? '' : await describeTargets(prometheus, options),
    };
  });
}

type Options = { readonly timeoutMs: number; readonly signal: AbortSignal };

async function shapesOf(
  prometheus: PrometheusDoor,
  workload: { readonly namespace: string; readonly deployment: string },
  options: Options,
): Promise<readonly ('honoured' | 'exported')[]> {
  const shapes = ['honoured', 'exported'] as const;
  const answers = await Promise.all(
    shapes.map((shape) =>
      prometheus.instantQuery(rawSelector(GPU_UTIL, workload, shape, STRETCH_MS), options),
    ),
  );
  return shapes.filter((_, index) => (answers[index]?.series.length ?? 0) > 0);
}

/** Where there are no series: how the targets are that should give them. */
async function describeTargets(prometheus: PrometheusDoor, options: Options): Promise<string> {
  try {
    const all = await prometheus.targets(options);
    const exporters = all.filter(({ job, url }) => /dcgm|gpu|exporter/i.test(`${job} ${url}`));
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
