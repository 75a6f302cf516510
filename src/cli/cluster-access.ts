import { dirname, resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import type { SecretPlaces } from '../reach/secret-place.ts';
import type { PrometheusSpec, Scenario } from '../scenario/schema.ts';

/** How a cluster and its Prometheus are reached. */
export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly context: string;
  readonly prometheus: PrometheusSpec;
  /** Where what is shown to Prometheus is kept. */
  readonly places: SecretPlaces;
  readonly proxyUrl: string | undefined;
}

/** Reads the access off the command line; context and Prometheus may stand in the scenario instead. None of it is guessed. */
export function clusterAccess(
  host: Pick<Host, 'cwd' | 'env' | 'files'>,
  scenario: Pick<Scenario, 'context' | 'prometheus'>,
  argv: {
    readonly file: string;
    readonly kubeconfig?: string | undefined;
    readonly proxy?: string | undefined;
  },
  who: string,
): ClusterAccess {
  const { context, prometheus } = scenario;
  if (argv.kubeconfig === undefined || context === undefined || prometheus === undefined) {
    throw new ScaleproofError(
      'usage',
      `${who} needs --kubeconfig, --context and --prometheus; none is guessed`,
      {
        hint: 'scaleproof run FILE --target cluster --kubeconfig ~/.kube/config --context my-cluster --prometheus service:monitoring/prometheus:9090',
      },
    );
  }
  const kubeconfig = resolve(host.cwd, argv.kubeconfig);
  const baseFolder = dirname(resolve(host.cwd, argv.file));
  const places = { files: host.files, env: host.env, baseFolder, kubeconfig };
  return { kubeconfig, context, prometheus, places, proxyUrl: argv.proxy };
}
