import { resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { profileOf } from '../metric/catalogue.ts';
import { PROFILES, resolveTiming } from '../plan/timing.ts';
import { DEFAULT_METRIC, DEFAULT_PIPELINE } from '../scenario/defaults.ts';
import type { ProfileName } from '../scenario/schema.ts';
import { type PipelineParts, pipelinePartsOf } from '../workload/pipeline-parts.ts';
import type { CommandContext } from './command.ts';
import { loadScenarioFile } from './commands/validate.ts';
import { withCluster } from './with-cluster.ts';

/** Which pipeline is meant. */
export interface PipelineArguments {
  readonly scenario?: string | undefined;
  readonly namespace?: string | undefined;
  readonly monitoringNamespace?: string | undefined;
  readonly metric?: string | undefined;
  readonly profile?: ProfileName | undefined;
  readonly prometheus?: string | undefined;
}

/** Which cluster is meant; neither is guessed. */
export interface ClusterArguments {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Reads which pipeline is meant: that of the scenario or the default, with what the command line says over it. */
export async function pipelineOf(context: CommandContext, argv: PipelineArguments): Promise<PipelineParts> {
  const scenario =
    argv.scenario === undefined
      ? undefined
      : await loadScenarioFile(context, argv.scenario, { target: 'cluster', context: 'any' });
  const timing = PROFILES[argv.profile ?? scenario?.profile ?? 'realtime'];
  const parts =
    scenario === undefined
      ? { pipeline: DEFAULT_PIPELINE, profile: profileOf('dcgm'), metricName: DEFAULT_METRIC, timing }
      : pipelinePartsOf(scenario, resolveTiming(scenario, timing));
  return {
    ...parts,
    metricName: argv.metric ?? parts.metricName,
    pipeline: {
      ...parts.pipeline,
      adapterSeries:
        argv.scenario === undefined
          ? (argv.metric ?? parts.pipeline.adapterSeries)
          : parts.pipeline.adapterSeries,
      adapterNamespace: dnsLabel('--namespace', argv.namespace) ?? parts.pipeline.adapterNamespace,
      monitoringNamespace:
        dnsLabel('--monitoring-namespace', argv.monitoringNamespace) ?? parts.pipeline.monitoringNamespace,
    },
    ...(argv.prometheus === undefined ? {} : { prometheusUrl: argv.prometheus }),
  };
}

/** Opens the cluster of the command line for as long as it is used. */
export async function withNamedCluster<T>(
  host: Pick<Host, 'cwd'>,
  { kubeconfig, context }: ClusterArguments,
  who: string,
  use: (connection: KubeConnection) => Promise<T>,
): Promise<T> {
  if (kubeconfig === undefined || context === undefined) {
    throw new ScaleproofError('usage', `${who} needs --kubeconfig and --context; neither is guessed`, {
      hint: `scaleproof ${who} --kubeconfig ~/.kube/config --context my-cluster`,
    });
  }
  return withCluster({ kubeconfig: resolve(host.cwd, kubeconfig), context }, use);
}

/** A namespace that an option names. */
export function dnsLabel(option: string, value: string | undefined): string | undefined {
  if (value === undefined || /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) return value;
  throw new ScaleproofError('usage', `${option} ${value} is no name of a namespace`, {
    hint: 'Small letters, digits and hyphens, at most 63 of them.',
  });
}
