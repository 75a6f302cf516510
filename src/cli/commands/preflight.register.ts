import { PROFILE_NAMES } from '../../metric/catalogue.ts';
import { PIPELINE_PIECES } from '../../workload/pieces.ts';
import type { Registration } from '../command.ts';
import { PROMETHEUS_OPTIONS } from '../prometheus-flags.ts';

/** Registers `preflight` and `rbac`, the commands that prepare a run on a cluster. */
export function registerPreflight({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'preflight <file>',
    'Look whether a run on a cluster can pass, and change nothing',
    (y) =>
      y
        .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
        .options({
          kubeconfig: { type: 'string', describe: 'kubeconfig file' },
          context: { type: 'string', describe: 'Context, never guessed; the scenario may name it' },
          ...PROMETHEUS_OPTIONS,
          proxy: { type: 'string', describe: 'HTTP proxy that reaches Prometheus' },
          metric: {
            choices: [...PROFILE_NAMES, 'auto'] as const,
            describe: 'Metric profile, over the scenario; auto finds out what the cluster has',
          },
          ignore: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'Id of a check that must not stop the run',
          },
          output: { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const },
        })
        .example(
          '$0 preflight FILE --kubeconfig F --context C --prometheus URL',
          'every hop, with what to do; exit code 4 when a run cannot pass',
        )
        .example('$0 preflight FILE ... -o json | jq -r .grants', 'the roles that are missing'),
    (argv) =>
      chosen(import('./preflight.ts').then(({ preflightCommand }) => preflightCommand(context, argv))),
  );
  yargs.command(
    'rbac [file]',
    'Print the least that a run on a cluster must be allowed, as manifests',
    (y) =>
      y
        .positional('file', {
          type: 'string',
          describe: 'Scenario file; a run of ours with defaults without it',
        })
        .options({
          for: {
            choices: ['run', 'install'] as const,
            default: 'run' as const,
            describe: 'What it is for: to run scenarios, or to install and remove the metrics pipeline',
          },
          pieces: {
            array: true,
            choices: PIPELINE_PIECES,
            describe: 'To install: which pieces; all by default',
          },
          namespace: { alias: 'n', type: 'string', describe: 'Namespace of the workload, or of the adapter' },
          'monitoring-namespace': { type: 'string', describe: 'To install: namespace of the other pieces' },
          prometheus: PROMETHEUS_OPTIONS.prometheus,
          subject: {
            type: 'string',
            describe:
              'user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME; a new ServiceAccount by default',
          },
          existing: {
            type: 'boolean',
            describe: 'For a run that uses objects as they are; the scenario says by default',
          },
          'create-namespace': {
            type: 'boolean',
            default: false,
            describe: 'Let the run make and remove its namespace; then its rights hold in all namespaces',
          },
        })
        .example('$0 rbac FILE --subject user:jane | kubectl apply -f -', 'as an administrator')
        .example('$0 rbac --for install --subject user:jane', 'for install, uninstall and status')
        .example('$0 rbac -n vision --subject serviceaccount:ci/runner', 'for a namespace of yours'),
    (argv) => chosen(import('./rbac.ts').then(({ rbac }) => rbac(context, argv))),
  );
}
