import type { Clock } from '../clock/clock.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { profileOf } from '../metric/catalogue.ts';
import type { RunPrometheus } from '../reach/open-prometheus.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Instant } from '../units/instant.ts';
import { isOurs } from '../workload/ownership.ts';
import { workloadRefs } from '../workload/refs.ts';
import { type Check, isDoomedBy } from './check.ts';
import { checkCustomMetrics } from './check-custom-metrics.ts';
import { checkExisting, isSettled } from './check-existing.ts';
import { checkGpus, holds } from './check-gpus.ts';
import { checkLimitRanges } from './check-limit-ranges.ts';
import { checkMetricValues, readValueFacts } from './check-metric-values.ts';
import { checkNames } from './check-names.ts';
import { checkQuota } from './check-quota.ts';
import { checkOtherHpas, checkReplicaWriters } from './check-rivals.ts';
import { type AskedPrometheus, checkSeries } from './check-series.ts';
import { type ClusterFacts, readClusterFacts } from './cluster-facts.ts';
import { demandOf, gpuOf } from './demand.ts';
import { readSeriesFacts, seriesQuestion } from './gpu-series.ts';
import { learn } from './learn.ts';
import { missingGrants } from './missing-grants.ts';
import { permissionsOf } from './permissions.ts';
import { reviewPermissions } from './review-permissions.ts';
import { runShape } from './run-shape.ts';
import { askWhoWeAre } from './subject.ts';

/** What a preflight looks with and at. */
export interface PreflightSpec {
  readonly connection: KubeConnection;
  readonly prometheus: Omit<RunPrometheus, 'close'>;
  readonly scenario: Scenario;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ids of checks that doom nothing, because the user knows better. */
  readonly ignore: readonly string[];
}

/** What a preflight found; nothing on the cluster was changed. */
export interface Preflight {
  readonly cluster: {
    readonly context: string;
    readonly server: string;
    readonly namespace: string;
    /** As the API server knows us; as the kubeconfig names us where it does not tell. */
    readonly user: string;
  };
  readonly checks: readonly Check[];
  /** Roles and bindings that grant all permissions that are missing, as YAML; empty when none is. */
  readonly grants: string;
}

/** Whether a run cannot pass. */
export function isDoomed({ checks }: Pick<Preflight, 'checks'>): boolean {
  return isDoomedBy(checks);
}

/**
 * Looks whether a run on a cluster can pass: permissions, then every hop of the metrics chain, then room for the pods.
 * Only reads. Throws when it is interrupted, and when the API server does not answer or does not know us.
 */
export async function preflight(spec: PreflightSpec): Promise<Preflight> {
  const { connection, scenario, signal, clock } = spec;
  const refs = workloadRefs(scenario);
  // Without an answer every check would be unknown, and unknown dooms nothing.
  await connection.request('GET', '/version', { signal, allow: [403] });
  const [who, facts, series, names] = await Promise.all([
    learn(signal, () => askWhoWeAre(connection, signal)),
    readClusterFacts(connection, scenario, signal),
    askPrometheus(spec),
    checkNames(connection, scenario, signal),
  ]);
  const createsNamespace = makesNamespace(scenario, facts);
  const reviewed = await reviewPermissions(connection, permissionsOf(runShape(scenario, createsNamespace)), {
    signal,
    assertsGpus: scenario.assertions.some(({ kind }) => kind === 'gpusReleased'),
  });
  const { name: metric, profile: profileName } = scenario.hpa.metric;
  const profile = profileOf(profileName);
  const wanted = { profile, metric, namespace: refs.namespace };
  const labels = (series.adapter ?? series.exporter).facts;
  const values = await readValueFacts(connection, labels, facts.pods, wanted, signal);
  const demand = demandOf(scenario, facts);
  const metricMustBe = mustHaveMetric(facts, clock.now());
  const checks = [
    ...reviewed.map(({ check }) => check),
    ...checkSeries(series, profile, metricMustBe),
    ...checkCustomMetrics(metric, profile, facts, metricMustBe),
    ...checkMetricValues(profile, metric, values),
    ...checkExisting(scenario, facts, clock.now()),
    checkOtherHpas(refs, facts),
    ...checkReplicaWriters(facts),
    ...names,
    checkQuota(demand, facts),
    checkLimitRanges(demand, facts),
    ...checkGpus(demand, facts),
  ];
  const user = who.known ? who.value : connection.user;
  return {
    cluster: { context: connection.context, server: connection.server, namespace: refs.namespace, user },
    checks: checks.map((check) => (spec.ignore.includes(check.id) ? { ...check, dooms: false } : check)),
    grants: missingGrants(reviewed, {
      purpose: 'run',
      namespace: refs.namespace,
      user,
      unmade: createsNamespace ? [refs.namespace] : [],
    }),
  };
}

async function askPrometheus({ prometheus, scenario, signal }: PreflightSpec) {
  const ask = async (door: RunPrometheus['exporter']): Promise<AskedPrometheus> => {
    return { name: door.name, facts: await readSeriesFacts(door, seriesQuestion(scenario), signal) };
  };
  const [exporter, adapter] = await Promise.all([
    ask(prometheus.exporter),
    prometheus.adapter && ask(prometheus.adapter),
  ]);
  return { exporter, ...(adapter ? { adapter } : {}) };
}

/** A namespace that is missing, or was made by a run before, is made and removed; one that cannot be looked at is there. */
function makesNamespace({ existing }: Scenario, { namespace }: ClusterFacts): boolean {
  if (existing || !namespace.known) return false;
  return namespace.value === undefined || isOurs(namespace.value);
}

/** Longer than the whole pipeline of a slow cluster takes to make a metric of a pod that has got a GPU. */
const PIPELINE_MS = 180_000;

/** Whether some pod has held a GPU for so long that its series and the metric must be there by now. */
function mustHaveMetric(facts: ClusterFacts, now: Instant): boolean {
  if (facts.existing) return isSettled(facts.existing, now);
  return (
    facts.pods.known &&
    facts.pods.value.some(
      (pod) =>
        holds(pod) && gpuOf(pod) !== undefined && now - Date.parse(pod.status?.startTime ?? '') > PIPELINE_MS,
    )
  );
}
