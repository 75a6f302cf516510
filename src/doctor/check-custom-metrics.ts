import type { ApiService } from '../kube/objects.ts';
import type { MetricProfile } from '../metric/profile.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { profileRule } from '../workload/adapter/rules.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** Whether the custom metrics API is registered and available, and lists the metric of pods. */
export function checkCustomMetrics(
  metric: string,
  profile: MetricProfile,
  facts: Pick<ClusterFacts, 'apiService' | 'discovery'>,
  /** Whether a pod has held a GPU for long enough that the metric must be listed. */
  mustBeListed: boolean,
): readonly Check[] {
  return [checkApiService(facts), checkDiscovery(metric, profile, facts, mustBeListed)];
}

function checkApiService({ apiService }: Pick<ClusterFacts, 'apiService'>): Check {
  const name = `v1beta1.${CUSTOM_METRICS_API}`;
  const question: Question = {
    id: 'custom-metrics-api',
    hop: 'custom metrics API',
    wanted: `APIService ${name} is Available`,
  };
  if (!apiService.known) return unknown(question, apiService.why);
  if (apiService.value === undefined) {
    return missing(question, {
      seen: 'no APIService of that name is registered',
      fix: 'install a metrics adapter, for example prometheus-adapter, with its APIService',
    });
  }
  const available = apiService.value.status?.conditions?.find(({ type }) => type === 'Available');
  const behind = serviceOf(apiService.value);
  if (available?.status === 'True') return found(question, `it is, served by ${behind}`);
  return missing(question, {
    seen: `not available: ${available?.reason ?? 'no condition yet'}: ${available?.message ?? ''} (served by ${behind})`,
    fix: "check the adapter's pods and Service, that caBundle signed its certificate, and that the API server reaches it",
  });
}

function serviceOf({ spec }: ApiService): string {
  const { name, namespace } = spec?.service ?? {};
  return name === undefined ? 'the API server itself' : `Service ${namespace}/${name}`;
}

function checkDiscovery(
  metric: string,
  profile: MetricProfile,
  { discovery }: Pick<ClusterFacts, 'discovery'>,
  mustBeListed: boolean,
): Check {
  const question: Question = {
    id: 'metric-listed',
    hop: 'custom metrics API',
    wanted: `${CUSTOM_METRICS_API} lists pods/${metric}`,
  };
  if (!discovery.known) return unknown(question, discovery.why);
  const { status, names, said } = discovery.value;
  if (names.includes(`pods/${metric}`)) return found(question, `it does, among ${names.length} metrics`);
  if (status !== 200) {
    return missing(question, { seen: `it answered ${status} ${said}`, fix: "see the adapter's log" });
  }
  const pods = names.filter((name) => name.startsWith('pods/'));
  const listed = `it lists ${pods.length === 0 ? 'no metric of pods' : pods.slice(0, 8).join(', ')}`;
  const rule = profileRule(profile, { metricName: metric });
  const fix = `the adapter needs a rule for ${profile.series}, with the labels that it has for pod and namespace, for example\n${rule}`;
  // An adapter lists a metric only once a series with a pod is there, and an idle cluster has none.
  if (!mustBeListed)
    return unknown(question, `${listed}; it may come when a pod has held a GPU for a while`, fix);
  return missing(question, { seen: listed, fix });
}
