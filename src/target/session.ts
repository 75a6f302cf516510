import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { type Look, type PollResult, pollUntil } from '../clock/poll.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { type PreparedLoad, prepareLoad, type RunningLoad } from '../load/load.ts';
import type { LoadResult } from '../load/running-load.ts';
import { MARGIN, pipelineTerms, total } from '../plan/lag.ts';
import type { Plan } from '../plan/plan.ts';
import { killProcess } from '../process/kill.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { Emit, Observation } from '../sample/observation.ts';
import type { HpaReadSource } from '../sampling/follow-hpa-reads.ts';
import { startSampling } from '../sampling/start-sampling.ts';
import type { SampledWorkload } from '../sampling/what-to-sample.ts';
import type { Strike } from '../scenario/schema.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { verifyCustomMetrics } from '../workload/verify-custom-metrics.ts';
import { prepareLoadInCluster } from './in-cluster/load-in-cluster.ts';
import { type ReadyWatch, readyWatch } from './readiness.ts';
import { watchSettling } from './settle.ts';
import { playStrikes, type StrikeHard } from './strikes.ts';

/** Everything that a run on a cluster stands on. */
export interface SessionParts {
  readonly runId: string;
  readonly connection: KubeConnection;
  readonly prometheus: PrometheusDoor;
  /** The one that the metrics adapter asks, where that is another one. */
  readonly adapterPrometheus?: PrometheusDoor;
  readonly workload: SampledWorkload;
  /** Root that load is sent to. */
  readonly serviceUrl: string;
  /** HTTP proxy between k6 and the service; none when left out. */
  readonly proxyUrl?: string;
  readonly k6Binary: string;
  /** Folder of the run; k6's files and summary go there. */
  readonly artifacts: string;
  /** The supervisor's view of its devices, on the lab only. */
  readonly devicesUrl?: string;
  /** The metrics adapter's audit log, on the lab only. */
  readonly hpaReads?: HpaReadSource;
  /** Metrics pages of the exporters, where they can be read directly. */
  readonly exporterUrls?: readonly string[];
  readonly clock: Clock;
  readonly files: Files;
  readonly tell: (text: string) => void;
  /** Processes of the pods that send, on the lab only. */
  readonly processes?: () => Promise<readonly number[]>;
  /** Strikes a component other than k6; absent where nothing may be struck. */
  readonly strike?: (component: Exclude<Strike['component'], 'k6'>) => Promise<string>;
}

/**
 * What happens on a cluster once the workload is applied: sample, wait until load may start, load, let it settle.
 * A workload that does not get ready in time is loaded all the same: that is for the assertions to judge.
 */
export async function playSession(
  parts: SessionParts,
  plan: Plan,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  const ready = readyWatch(plan.scenario.hpa.minReplicas);
  const settling = watchSettling(plan.scenario.hpa.minReplicas);
  const observe = (seen: Observation) => {
    ready.observe(seen);
    settling.observe(seen);
    emit(seen);
  };
  const sampling = startSampling(samplingOf(parts, plan, signal), observe);
  try {
    await sampling.ready;
    const load = await prepare(parts, plan);
    parts.tell('waiting for the first pod and for the HPA to read its metric');
    await waitUntilReady(parts, plan, ready, signal);
    const { stopped } = await playLoad(parts, plan, load.start, observe, signal);
    // With a load that goes on nothing settles, and nothing after its end can be judged.
    if (stopped) await settle(parts, plan, settling, signal);
    else parts.tell('the load did not stop, so nothing is watched after it');
  } finally {
    await sampling.stop();
  }
}

function samplingOf(
  parts: SessionParts,
  plan: Plan,
  signal: AbortSignal,
): Parameters<typeof startSampling>[0] {
  return {
    connection: parts.connection,
    prometheus: parts.prometheus,
    ...(parts.adapterPrometheus === undefined ? {} : { adapterPrometheus: parts.adapterPrometheus }),
    clock: parts.clock,
    workload: parts.workload,
    // Asked twice a scrape, so that a sample is on record soon after Prometheus has it.
    // The audit log a few times a sync, so that what a decision rested on is on record before its effect.
    intervals: {
      prometheusMs: Math.max(500, plan.timing.scrapeIntervalMs / 2),
      hpaReadsMs: Math.min(1000, plan.timing.syncPeriodMs / 4),
    },
    ...(parts.exporterUrls === undefined ? {} : { exporterUrls: parts.exporterUrls }),
    ...(parts.hpaReads === undefined ? {} : { hpaReads: parts.hpaReads }),
    ...(parts.devicesUrl === undefined ? {} : { devicesUrl: parts.devicesUrl }),
    signal,
  };
}

/** Asks the API server itself which hop of the metrics chain is missing (row S6). */
async function missingHop(parts: SessionParts, signal: AbortSignal): Promise<string> {
  const { namespace, metric } = parts.workload;
  try {
    await verifyCustomMetrics(parts.connection, parts.clock, { namespace, metric, deadlineMs: 0, signal });
    return '';
  } catch (error) {
    return `; ${errorText(error)}`;
  }
}

function prepare(parts: SessionParts, plan: Plan): Promise<PreparedLoad> {
  const { kind } = plan.scenario.load;
  if (kind !== 'k6' && plan.arrivals.length > 0) return prepareLoadInCluster(parts, plan);
  return prepareLoad({
    plan,
    baseUrl: parts.serviceUrl,
    k6Binary: parts.k6Binary,
    ...(parts.proxyUrl === undefined ? {} : { proxyUrl: parts.proxyUrl }),
    folder: join(parts.artifacts, 'k6'),
    summaryFile: join(parts.artifacts, 'k6-summary.json'),
    clock: parts.clock,
    files: parts.files,
  });
}

/** Each in its own time: a metric is not waited for where no pod comes that could have one. */
async function waitUntilReady(
  parts: SessionParts,
  plan: Plan,
  ready: ReadyWatch,
  signal: AbortSignal,
): Promise<void> {
  const { clock, tell } = parts;
  const startMs = plan.scenario.workload.startupBudget * MARGIN;
  const pods = await waitUntil(clock, startMs, ready.podsMissing, signal);
  if (!pods.done) return tell(`load starts although not all is ready: ${pods.lastSeen}`);
  const pipelineMs = total(pipelineTerms(plan.timing, 'first')) * MARGIN;
  const metric = await waitUntil(clock, pipelineMs, ready.metricMissing, signal);
  if (metric.done) return;
  tell(`load starts although not all is ready: ${metric.lastSeen}${await missingHop(parts, signal)}`);
}

async function playLoad(
  parts: SessionParts,
  plan: Plan,
  start: (emit: Emit, signal: AbortSignal) => RunningLoad,
  emit: Emit,
  signal: AbortSignal,
): Promise<LoadResult> {
  const started = Promise.withResolvers<Instant>();
  const ended = new AbortController();
  const load = start((seen) => {
    if (seen.kind === 'load' && seen.edge === 'start') started.resolve(seen.at);
    emit(seen);
  }, signal);
  const strike: StrikeHard = async (component) => {
    if (component === 'k6') return killK6(load);
    if (parts.strike !== undefined) return parts.strike(component);
    throw new ScaleproofError('usage', `${component} cannot be struck on this target`, {
      hint: 'Strikes are for the lab.',
    });
  };
  const whileLoaded = AbortSignal.any([signal, ended.signal]);
  const strikes = started.promise.then((at) =>
    playStrikes(plan.scenario.strikes, at, parts.clock, strike, emit, whileLoaded),
  );
  try {
    // A strike that is left over when load ends is not played; one that cannot be played ends the run.
    await Promise.race([load.finished, strikes.then(() => load.finished)]);
    ended.abort(new Error('load is over'));
    signal.throwIfAborted();
    return await load.finished;
  } finally {
    ended.abort(new Error('load is over'));
    await load.stop();
    // One that failed has ended the race above; what is left here is a strike that load end has cut off.
    strikes.catch(() => undefined);
  }
}

function killK6(load: RunningLoad): string {
  if (load.pid === undefined || !killProcess(load.pid)) return 'k6 was not running';
  return `killed k6, process ${load.pid}`;
}

async function settle(
  parts: SessionParts,
  plan: Plan,
  settling: ReturnType<typeof watchSettling>,
  signal: AbortSignal,
): Promise<void> {
  parts.tell(`load is over; watching scale-in for at most ${formatDuration(plan.settleMs)}`);
  // At rest for two rounds of the whole pipeline: what comes late must have come by then.
  const restMs =
    2 * (plan.timing.exporterIntervalMs + plan.timing.scrapeIntervalMs + plan.timing.syncPeriodMs);
  const stillMoving = () => {
    const since = settling.restingSince();
    if (since === undefined) return settling.pending();
    return parts.clock.now() - since >= restMs ? undefined : 'at rest, not for long enough';
  };
  const rested = await waitUntil(parts.clock, plan.settleMs, stillMoving, signal);
  if (!rested.done) parts.tell(`did not come to rest: ${rested.lastSeen}`);
}

function waitUntil(
  clock: Clock,
  deadlineMs: number,
  missing: () => string | undefined,
  signal: AbortSignal,
): Promise<PollResult<true>> {
  const look = async (): Promise<Look<true>> => {
    const seen = missing();
    return seen === undefined ? { value: true as const } : { seen };
  };
  return pollUntil(clock, deadlineMs, look, { intervalsMs: [100], signal });
}
