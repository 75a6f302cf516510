import { findMetric } from '../../doctor/find-metric.ts';
import { openRunPrometheus } from '../../reach/open-prometheus.ts';
import { withProfile } from '../../scenario/metric-choice.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { clusterAccess } from '../cluster-access.ts';
import type { CommandContext } from '../command.ts';
import { withCluster } from '../with-cluster.ts';

/** How a cluster is reached, as the command line says it. */
interface AccessArguments {
  readonly file: string;
  readonly kubeconfig?: string | undefined;
  readonly proxy?: string | undefined;
}

/** A scenario whose metric is `auto` with the one that its cluster has; says which, and why. Others are left as they are. */
export async function resolveMetric(
  { host, clock }: CommandContext,
  scenario: Scenario,
  argv: AccessArguments,
): Promise<Scenario> {
  if (scenario.hpa.metric.profile !== 'auto') return scenario;
  const access = clusterAccess(host, scenario, argv, '--metric auto');
  const { places, proxyUrl } = access;
  const { profile, honorLabels, metric, why } = await withCluster(access, async (connection) => {
    const prometheus = await openRunPrometheus(access.prometheus, { connection, clock, places, proxyUrl });
    try {
      return await findMetric(
        connection,
        prometheus.adapter ?? prometheus.exporter,
        scenario,
        host.interrupted,
      );
    } finally {
      await prometheus.close();
    }
  });
  const found = withProfile(scenario, profile, { honorLabels, metric });
  const target = found.hpa.metric.averageValue;
  host.stderr.write(
    `metric: profile ${profile.name}, ${profile.title}\n${why.map((line) => `  ${line}\n`).join('')}  target ${target} of ${metric} a pod (${profile.unit})\n`,
  );
  return found;
}
