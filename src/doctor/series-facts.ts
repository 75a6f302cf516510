import { errorText } from '../errors/scaleproof-error.ts';
import type { PromAnswer } from '../prometheus/decode.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { rawSelector } from '../sampling/gpu-from-prometheus.ts';
import { GPU_UTIL } from '../sampling/what-to-sample.ts';
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
