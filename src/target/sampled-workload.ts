import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Deployment } from '../kube/objects.ts';
import { profileOf } from '../metric/catalogue.ts';
import { type SampledWorkload, sampledSeries } from '../sampling/what-to-sample.ts';
import type { Scenario } from '../scenario/schema.ts';
import { workloadRefs } from '../workload/refs.ts';

/** What to sample of a scenario's workload; the pod selector is read from the Deployment, ours or an existing one. */
export async function sampledWorkload(
  connection: KubeConnection,
  scenario: Scenario,
): Promise<SampledWorkload> {
  const refs = workloadRefs(scenario);
  const { namespace } = refs;
  const deployment = await getObject<Deployment>(connection, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: refs.deployment,
    namespace,
  });
  const labels = Object.entries(deployment?.spec.selector.matchLabels ?? {});
  return {
    ...refs,
    podSelector: labels.map(([name, value]) => `${name}=${value}`).join(','),
    metric: scenario.hpa.metric.name,
    gpu: sampledSeries(profileOf(scenario.hpa.metric.profile), scenario.pipeline.honorLabels),
    ...(scenario.hpa.cpu === undefined ? {} : { resource: 'cpu' as const }),
  };
}
