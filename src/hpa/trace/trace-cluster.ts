import type { Instant } from '../../units/instant.ts';
import type { Answered, Cluster, MetricValue, PodMetrics, PodMetricValue } from '../cluster.ts';
import type { Int64 } from '../int64.ts';
import type { Pod } from '../pod.ts';
import type { HpaSpec } from '../spec.ts';
import type { HpaStatus } from '../status.ts';
import type { Fault, MetricAnswer, SyncRecord, Trace } from './trace.ts';

/** What of the trace goes on from sync to sync. */
export interface TraceState {
  pods: readonly Pod[];
  readonly lastAnswers: Map<string, MetricAnswer>;
}

/** Stores a status for a sync that began with the given version; answers the error, if any. */
export type StoreStatus = (at: Instant, status: HpaStatus) => string | undefined;

/** The cluster of one recorded sync: answers come in the recorded order, each after its latency. */
export function traceCluster(
  trace: Trace,
  sync: SyncRecord,
  state: TraceState,
  spec: HpaSpec,
  storeStatus: StoreStatus,
): Cluster {
  const { latency } = trace;
  if (sync.pods !== undefined) state.pods = sync.pods;
  const next = answersInOrder(sync, state);
  const afterMetrics = <T>(at: Instant, take: (at: Instant) => Result<T>): Answered<T> => {
    const done = at + latency.metrics;
    return { at: done, ...take(done) };
  };
  return {
    pods: state.pods,
    mapTarget: (at) => ({ at, ...mapTarget(trace.faults, spec, at) }),
    getScale: (at) => {
      const done = at + latency.getScale;
      const fault = faultAt(trace.faults, 'getScale', done);
      if (fault !== undefined) return { at: done, error: fault.error };
      return { at: done, value: { ...sync.scale, selector: trace.selector } };
    },
    resourceMetrics: (at) => afterMetrics(at, () => resourceMetrics(trace.resources, next)),
    podsMetric: (at, { name }) =>
      afterMetrics<readonly PodMetricValue[]>(at, () => {
        const answer = next(`pods:${name}`);
        return answer.error === '' ? { value: answer.items } : { error: answer.error };
      }),
    objectMetric: (at, { name }) =>
      afterMetrics<MetricValue>(at, (done) => {
        const { error, value } = next(`object:${name}`);
        return error === '' && value !== undefined ? { value: { value, timestamp: done } } : { error };
      }),
    externalMetric: (at, { name }) =>
      afterMetrics<readonly MetricValue[]>(at, (done) => {
        const { error, values } = next(`external:${name}`);
        if (error !== '') return { error };
        return { value: values.map((value) => ({ value, timestamp: done })) };
      }),
    updateScale: (at, _replicas, attempt) => updateScale(trace, spec, at + latency.updateScale, attempt),
    updateStatus: (at, status) => {
      const done = at + latency.updateStatus;
      const error = faultAt(trace.faults, 'updateStatus', done)?.error ?? storeStatus(done, status);
      return error === undefined ? { at: done, value: true } : { at: done, error };
    },
  };
}

type Result<T> = { readonly value: T } | { readonly error: string };

function faultAt(faults: readonly Fault[], op: string, at: Instant): Fault | undefined {
  const seconds = at / 1000;
  return faults.find((fault) => fault.op === op && seconds >= fault.fromSec && seconds < fault.toSec);
}

/** The traces' API server knows Deployments. */
function mapTarget(faults: readonly Fault[], spec: HpaSpec, at: Instant): Result<true> {
  const fault = faultAt(faults, 'restMapping', at);
  if (fault !== undefined) return { error: fault.error };
  const { apiVersion, kind } = spec.scaleTargetRef;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (group !== 'apps')
    return { error: `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}` };
  if (kind !== 'Deployment') return { error: `no matches for apps/, Resource=${kind}` };
  return { value: true };
}

function updateScale(trace: Trace, spec: HpaSpec, at: Instant, attempt: number): Answered<true> {
  const fault = faultAt(trace.faults, 'updateScale', at);
  if (fault === undefined) return { at, value: true };
  if (fault.conflicts === 0) return { at, error: fault.error };
  if (attempt > fault.conflicts) return { at, value: true };
  const { name } = spec.scaleTargetRef;
  const error = `Operation cannot be fulfilled on deployments.apps "${name}": the object has been modified`;
  return { at, error, isConflict: true };
}

const NO_ANSWER: MetricAnswer = {
  key: '',
  isSame: false,
  error: '',
  items: [],
  usage: [],
  value: undefined,
  values: [],
};

/** Hands out the recorded answers; one that was not recorded is empty. */
function answersInOrder(sync: SyncRecord, state: TraceState): (key: string) => MetricAnswer {
  let place = 0;
  return (key) => {
    const answer = sync.metrics[place];
    if (answer?.key !== key) return NO_ANSWER;
    place++;
    if (answer.isSame) return state.lastAnswers.get(key) ?? NO_ANSWER;
    state.lastAnswers.set(key, answer);
    return answer;
  };
}

/** All resources come in one list; a pod's time and window are those of its first resource. */
function resourceMetrics(
  resources: readonly string[],
  next: (key: string) => MetricAnswer,
): Result<readonly PodMetrics[]> {
  const pods = new Map<string, PodMetrics & { usages: Map<string, Record<string, Int64>> }>();
  for (const resource of resources) {
    const answer = next(`resource:${resource}`);
    if (answer.error !== '') return { error: answer.error };
    for (const { pod: name, timestamp, windowMs, containers } of answer.usage) {
      let pod = pods.get(name);
      if (pod === undefined) {
        pod = { name, timestamp, windowMs, containers: [], usages: new Map() };
        pods.set(name, pod);
      }
      for (const container of Object.keys(containers)) {
        const usage = pod.usages.get(container) ?? {};
        usage[resource] = containers[container]!;
        pod.usages.set(container, usage);
      }
    }
  }
  const value = [...pods.values()].map(({ usages, ...pod }) => ({
    ...pod,
    containers: [...usages].map(([name, usage]) => ({ name, usage })),
  }));
  return { value };
}
