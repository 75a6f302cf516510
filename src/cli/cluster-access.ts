import { resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import type { Scenario } from '../scenario/schema.ts';

/** How a cluster and its Prometheus are reached. */
export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly context: string;
  readonly prometheusUrl: string;
  readonly proxyUrl: string | undefined;
}

/** Reads the access off the command line; the context may stand in the scenario instead. None of it is guessed. */
export function clusterAccess(
  host: Pick<Host, 'cwd'>,
  scenario: Pick<Scenario, 'context'>,
  argv: {
    readonly kubeconfig?: string | undefined;
    readonly prometheus?: string | undefined;
    readonly proxy?: string | undefined;
  },
  who: string,
): ClusterAccess {
  const { kubeconfig, prometheus, proxy } = argv;
  const { context } = scenario;
  if (kubeconfig === undefined || context === undefined || prometheus === undefined) {
    throw new ScaleproofError(
      'usage',
      `${who} needs --kubeconfig, --context and --prometheus; none is guessed`,
      {
        hint: 'scaleproof run FILE --target cluster --kubeconfig ~/.kube/config --context my-cluster --prometheus http://...',
      },
    );
  }
  return { kubeconfig: resolve(host.cwd, kubeconfig), context, prometheusUrl: prometheus, proxyUrl: proxy };
}
