import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type ChoiceFacts, chooseMetric, type MetricChoice } from './choose-metric.ts';
import { readClusterFacts } from './cluster-facts.ts';
import { readSeriesFacts, seriesQuestion } from './gpu-series.ts';
import { matchProfiles } from './match-profiles.ts';

/**
 * Finds out which metric profile a cluster has, from the series in its Prometheus, the metrics of its custom metrics API
 * and the HPA that is used as it is. Only reads. Throws when none fits, when several do, and without an answer.
 */
export async function findMetric(
  connection: KubeConnection,
  prometheus: PrometheusDoor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<MetricChoice> {
  const question = { ...seriesQuestion(scenario), workload: undefined };
  const [series, facts] = await Promise.all([
    readSeriesFacts(prometheus, question, signal),
    readClusterFacts(connection, scenario, signal),
  ]);
  if (!series.known) {
    throw new ScaleproofError('target-unavailable', `--metric auto: no answer of Prometheus: ${series.why}`, {
      hint: 'check --prometheus and --proxy, or name the metric profile yourself.',
    });
  }
  return chooseMetric({
    seen: matchProfiles(series.value),
    discovery: facts.discovery,
    hpaMetrics: podsMetricsOf(facts.existing),
  });
}

function podsMetricsOf(
  existing: Awaited<ReturnType<typeof readClusterFacts>>['existing'],
): ChoiceFacts['hpaMetrics'] {
  const hpa = existing?.hpa.known ? existing.hpa.value : undefined;
  return hpa?.spec.metrics?.flatMap(({ pods }) => (pods ? [pods.metric.name] : []));
}
