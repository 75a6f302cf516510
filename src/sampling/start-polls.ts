import { profileOf } from '../metric/catalogue.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { Emit, Observation } from '../sample/observation.ts';
import { makeChangeFilter } from './change-filter.ts';
import { askCustomMetric, customMetricOf } from './custom-metric.ts';
import { followHpaReads, type HpaReadSource } from './follow-hpa-reads.ts';
import type { GapLedger } from './gap-ledger.ts';
import { makeDeviceReader } from './gpu-from-devices.ts';
import { makeExporterReader } from './gpu-from-exporter.ts';
import { makeGpuReader, makeSampleFilter } from './gpu-from-prometheus.ts';
import type { PageReader } from './page-reader.ts';
import { type PollSpec, type RunningPoll, startPoll } from './poll.ts';
import { serverCountQuery, serverCountsOf } from './server-counts.ts';
import { type SampledSeries, type SamplingOptions, sampledSeries } from './what-to-sample.ts';

/** What the polls share. */
export interface PollContext extends SamplingOptions {
  readonly emit: Emit;
  /** For what was on its way when sampling was stopped. */
  readonly emitLast: Emit;
  readonly ledger: GapLedger;
  readonly pages: PageReader;
}

const DEFAULT_INTERVAL_MS = 1000;
const DEFAULT_TIMEOUT_MS = 3000;

/** Starts all polls of a run; `prometheus` is the one that sampling cannot do without. */
export function startPolls(context: PollContext): {
  readonly prometheus: RunningPoll;
  readonly others: readonly RunningPoll[];
} {
  const start = (spec: PollSpec) => startPoll(spec, context);
  return {
    prometheus: start(pollPrometheus(context, context.prometheus, 'prometheus')),
    others: [
      ...(context.adapterPrometheus === undefined
        ? []
        : [start(pollPrometheus(context, context.adapterPrometheus, 'adapter-prometheus'))]),
      start(pollCustomMetric(context)),
      start(pollServerCounts(context)),
      ...(context.exporterUrls ?? []).map((url) => start(pollExporter(context, url))),
      ...(context.hpaReads === undefined ? [] : [start(pollHpaReads(context, context.hpaReads))]),
      ...(context.devicesUrl === undefined ? [] : [start(pollDevices(context, context.devicesUrl))]),
    ],
  };
}

function seriesOf({ workload }: PollContext): SampledSeries {
  return workload.gpu ?? sampledSeries(profileOf('dcgm'));
}

function patience(context: PollContext): { readonly timeoutMs: number; readonly signal: AbortSignal } {
  return { timeoutMs: context.answerTimeoutMs ?? DEFAULT_TIMEOUT_MS, signal: context.signal };
}

function emitAll(context: PollContext, observations: readonly Observation[]): void {
  for (const observation of observations) context.emit(observation);
}

function pollPrometheus(
  context: PollContext,
  prometheus: PrometheusDoor,
  source: 'prometheus' | 'adapter-prometheus',
): PollSpec {
  const { workload, clock } = context;
  const { series, podLabels } = seriesOf(context);
  const intervalMs = context.intervals?.prometheusMs ?? DEFAULT_INTERVAL_MS;
  // Long enough that no sample is missed when a few answers fail, and that one scrape at least lies within.
  const stretchMs = Math.max(15_000, 4 * intervalMs);
  const read = makeGpuReader(prometheus, series, workload, stretchMs, podLabels);
  const fresh = makeSampleFilter(source, clock.now() - intervalMs);
  return {
    source,
    thing: series,
    intervalMs,
    ask: async () => {
      const answer = await read(patience(context));
      emitAll(context, fresh(answer, clock.now()));
    },
  };
}

function pollServerCounts(context: PollContext): PollSpec {
  const { prometheus, workload, clock } = context;
  const query = serverCountQuery(workload);
  const isNews = makeChangeFilter();
  return {
    source: 'prometheus',
    thing: 'counters of the serving pods',
    intervalMs: context.intervals?.serverCountsMs ?? DEFAULT_INTERVAL_MS,
    ask: async () => {
      const answer = await prometheus.instantQuery(query, patience(context));
      const counts = serverCountsOf(answer, clock.now());
      emitAll(
        context,
        counts.filter((count) => isNews(count, count.pod)),
      );
    },
  };
}

function pollCustomMetric(context: PollContext): PollSpec {
  const { connection, workload, clock } = context;
  return {
    source: 'custom-metrics',
    thing: workload.metric,
    intervalMs: context.intervals?.customMetricsMs ?? DEFAULT_INTERVAL_MS,
    ask: async () => {
      const values = await askCustomMetric(connection, { ...workload, ...patience(context) });
      context.emit(customMetricOf(workload.metric, values, clock.now()));
    },
  };
}

function pollExporter(context: PollContext, url: string): PollSpec {
  const { pages, workload, clock } = context;
  const samplesOf = makeExporterReader(seriesOf(context).series, workload);
  return {
    source: 'exporter',
    thing: url,
    intervalMs: context.intervals?.exporterMs ?? DEFAULT_INTERVAL_MS,
    ask: async () => {
      const page = await pages.read(url, patience(context));
      emitAll(context, samplesOf(page, clock.now()));
    },
  };
}

function pollDevices(context: PollContext, url: string): PollSpec {
  const { series, fullScale } = seriesOf(context);
  const samplesOf = makeDeviceReader(series, context.workload, fullScale);
  return {
    source: 'device',
    thing: url,
    intervalMs: context.intervals?.deviceMs ?? DEFAULT_INTERVAL_MS,
    ask: async () => {
      const page = await context.pages.read(url, patience(context));
      emitAll(context, samplesOf(JSON.parse(page)));
    },
  };
}

function pollHpaReads(context: PollContext, source: HpaReadSource): PollSpec {
  const follower = followHpaReads(source, context.workload, context.clock);
  return {
    source: 'hpa-reads',
    thing: 'audit log of the metrics adapter',
    intervalMs: context.intervals?.hpaReadsMs ?? DEFAULT_INTERVAL_MS,
    ask: async () => {
      const { reads, problem } = await follower.look();
      emitAll(context, reads);
      if (problem !== undefined) throw new Error(problem);
    },
    // A status that was seen shortly before the end has its read in the log already, and is open without it.
    end: async () => {
      // Where the log is gone by then, the audit says of such a status that its input is unknown.
      const last = await follower.lastLook().catch(() => []);
      last.forEach(context.emitLast);
      await follower.close();
    },
  };
}
