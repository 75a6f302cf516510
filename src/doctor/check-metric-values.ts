import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Pod } from '../kube/objects.ts';
import { fullScale, type MetricProfile } from '../metric/profile.ts';
import { parseQuantity } from '../units/quantity.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { profileRule } from '../workload/adapter/rules.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { SeriesFacts } from './gpu-series.ts';
import { type Learned, learn } from './learn.ts';
import { type HeldSeries, heldSeries, seriesOfProfile } from './match-profiles.ts';

const DEADLINE_MS = 10_000;

/** What the API said of one pod whose series has been in Prometheus for long enough. */
export interface ValueFacts {
  readonly pod: HeldSeries;
  /** Of every pod of its namespace, as quantities. */
  readonly values: ReadonlyMap<string, string>;
  /** The beginning of an answer that was none. */
  readonly said: string;
}

/** Asks for the metric of a pod that must have one; `undefined` where no pod that stands has a series old enough to tell. */
export async function readValueFacts(
  connection: KubeConnection,
  facts: Learned<SeriesFacts>,
  pods: Learned<readonly Pod[]>,
  wanted: { readonly profile: MetricProfile; readonly metric: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<Learned<ValueFacts> | undefined> {
  if (!facts.known) return undefined;
  const { profile, metric, namespace } = wanted;
  const [now, earlier] = [facts.value.series, facts.value.earlier].map((series) =>
    heldSeries(seriesOfProfile(profile, series)),
  );
  const lasting = now!.filter(
    (one) => earlier!.some((other) => other.pod === one.pod) && mayStand(one, pods),
  );
  const pod = lasting.find((one) => one.namespace === namespace) ?? lasting[0];
  if (pod === undefined) return undefined;
  return learn(signal, () => valuesBeside(connection, pod, metric, signal));
}

/**
 * Series whose samples bring their own time, as cAdvisor's do, outlive their pod by five minutes; no metrics API gives a value of a pod
 * that has gone.
 */
function mayStand({ namespace, pod }: HeldSeries, pods: Learned<readonly Pod[]>): boolean {
  if (!pods.known) return true;
  return pods.value.some(({ metadata }) => metadata.name === pod && metadata.namespace === namespace);
}

async function valuesBeside(
  connection: KubeConnection,
  pod: HeldSeries,
  metric: string,
  signal: AbortSignal,
): Promise<ValueFacts> {
  const path = `/apis/${CUSTOM_METRICS_API}/v1beta1/namespaces/${pod.namespace}/pods/*/${encodeURIComponent(metric)}`;
  const answer = await connection.request<{
    readonly items?: readonly {
      readonly describedObject: { readonly name: string };
      readonly value: string;
    }[];
  }>('GET', path, { signal, timeoutMs: DEADLINE_MS, allow: [404, 500, 503] });
  if (answer.status >= 500) {
    throw new ScaleproofError('target-unavailable', `${answer.status} ${answer.text.trim().slice(0, 200)}`);
  }
  const items = answer.status === 200 ? (answer.body.items ?? []) : [];
  return {
    pod,
    values: new Map(items.map(({ describedObject, value }) => [describedObject.name, value])),
    said: answer.status === 200 ? 'no value' : `${answer.status} ${answer.text.trim().slice(0, 160)}`,
  };
}

/** Whether the adapter's rule takes the series, the labels and the unit that the cluster's exporter gives. */
export function checkMetricValues(
  profile: MetricProfile,
  metric: string,
  facts: Learned<ValueFacts> | undefined,
): readonly Check[] {
  if (facts === undefined) return [];
  const question: Question = {
    id: 'metric-of-pods',
    hop: 'custom metrics API',
    wanted: `${CUSTOM_METRICS_API} gives ${metric} of a pod whose series is in Prometheus, in the unit of profile ${profile.name}`,
  };
  if (!facts.known) return [unknown(question, facts.why)];
  const { pod, values, said } = facts.value;
  const value = values.get(pod.pod);
  const whose = `pod ${pod.namespace}/${pod.pod}`;
  if (value === undefined) {
    const fix = `the series ${profile.series} has the pod in ${pod.names.pod} and the namespace in ${pod.names.namespace}; the adapter needs this rule, and reads its rules only when it starts:\n${profileRule(profile, { labels: pod.names, metricName: metric })}`;
    return [missing(question, { seen: `of ${whose} it gives ${values.size > 0 ? 'none' : said}`, fix })];
  }
  const most = fullScale(profile);
  if ((parseQuantity(value) ?? 0) > most * 1.01) {
    const fix = `${profile.series} ends at ${most}: the rule sums instead of ${profile.join === 'avg' ? 'averaging' : 'reading'}, multiplies, or takes another series; it should be\n${profileRule(profile, { labels: pod.names, metricName: metric })}`;
    return [missing(question, { seen: `of ${whose} it gives ${value}`, fix })];
  }
  return [found(question, `of ${whose} it gives ${value}`)];
}
